package dev.videocompilation.worker.ledger;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.event.VideoCompileCancelled;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.claim.DatabaseClock;
import dev.videocompilation.worker.claim.StateChange;
import dev.videocompilation.worker.job.JobOutcome;
import dev.videocompilation.worker.job.JobTransition;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Calls jobs off. The wish is a mark on the job's row: a job that no worker is at ends with it, a running one is stopped by its
 * worker, whose heartbeat reads the mark. Wish and commit meet at the row's lock, so that the first of them decides.
 */
public final class JobCancellation {
    private static final Field<String> WEBHOOK_URL =
            DSL.field("{0} ->> 'webhookUrl'", SQLDataType.VARCHAR, COMPILE_JOBS.REQUEST);

    private final DSLContext database;

    public JobCancellation(DSLContext database) {
        this.database = Objects.requireNonNull(database);
    }

    /**
     * Asks for a job's cancelling. Asking again changes nothing; the first reason stands.
     *
     * @param reason for the event, where there is one
     */
    public CancelAnswer request(JobId jobId, Optional<String> reason) {
        return database.transactionResult(configuration -> {
            DSLContext transaction = configuration.dsl();
            Optional<State> state = lockedState(transaction, jobId);
            if (state.isEmpty()) {
                return new CancelAnswer.Unknown();
            }
            if (JobTransition.isFinal(state.get())) {
                return new CancelAnswer.AlreadyEnded(state.get());
            }
            transaction
                    .update(COMPILE_JOBS)
                    .set(COMPILE_JOBS.CANCEL_REQUESTED_AT, DatabaseClock.now())
                    .set(COMPILE_JOBS.CANCEL_REASON, reason.orElse(null))
                    .where(COMPILE_JOBS.JOB_ID.eq(jobId.value()))
                    .and(COMPILE_JOBS.CANCEL_REQUESTED_AT.isNull())
                    .execute();
            return endUnclaimed(transaction, jobId, state.get())
                    ? new CancelAnswer.Cancelled()
                    : new CancelAnswer.Stopping();
        });
    }

    /**
     * Ends a job whose cancelling was asked for while no worker is at it.
     *
     * @return {@link JobOutcome.Cancelled} where the job has ended, now or before; {@link JobOutcome.ClaimLost} where a worker is
     *     at it after all
     */
    public JobOutcome end(JobId jobId) {
        return database.transactionResult(configuration -> {
            DSLContext transaction = configuration.dsl();
            Optional<State> state = lockedState(transaction, jobId);
            boolean ended = state.isEmpty()
                    || JobTransition.isFinal(state.get())
                    || endUnclaimed(transaction, jobId, state.get());
            return ended ? new JobOutcome.Cancelled() : new JobOutcome.ClaimLost();
        });
    }

    /** Puts the event beside the end of a cancelled job. */
    static void announce(DSLContext transaction, JobTransition transition, JobId jobId, Instant finishedAt) {
        Record row = transaction
                .select(COMPILE_JOBS.SCRIPT_ID, COMPILE_JOBS.CANCEL_REASON, WEBHOOK_URL)
                .from(COMPILE_JOBS)
                .where(COMPILE_JOBS.JOB_ID.eq(jobId.value()))
                .fetchSingle();
        Outbox.add(
                transaction,
                transition,
                jobId,
                Optional.ofNullable(row.get(WEBHOOK_URL)),
                new VideoCompileCancelled(
                        finishedAt,
                        new VideoCompileCancelled.Data(
                                row.get(COMPILE_JOBS.SCRIPT_ID),
                                jobId,
                                Optional.ofNullable(row.get(COMPILE_JOBS.CANCEL_REASON)))));
    }

    private static Optional<State> lockedState(DSLContext transaction, JobId jobId) {
        return transaction
                .select(COMPILE_JOBS.STATE)
                .from(COMPILE_JOBS)
                .where(COMPILE_JOBS.JOB_ID.eq(jobId.value()))
                .forUpdate()
                .fetchOptional(COMPILE_JOBS.STATE)
                .map(State::ofWireName);
    }

    private static boolean endUnclaimed(DSLContext transaction, JobId jobId, State state) {
        JobTransition transition = state == State.QUEUED ? JobTransition.CANCEL_QUEUED : JobTransition.CANCEL_ABANDONED;
        Optional<Instant> finishedAt = StateChange.ofUnclaimed(transaction, transition, jobId);
        finishedAt.ifPresent(time -> announce(transaction, transition, jobId, time));
        return finishedAt.isPresent();
    }
}
