package dev.videocompilation.worker.ledger;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.frontend.Tables.SECTION_DETAILED_SCRIPTS;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.ClaimResult;
import dev.videocompilation.worker.claim.DatabaseClock;
import dev.videocompilation.worker.claim.StateChange;
import dev.videocompilation.worker.job.ClaimLostException;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.JobOutcome;
import dev.videocompilation.worker.job.JobTransition;
import dev.videocompilation.worker.job.NotNowException;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how an attempt ended. Every write carries the claim's fence; where the claim does not stand any more it throws {@link
 * ClaimLostException} and leaves everything as it is. Where the job's cancelling was asked for, however its attempt ended, it is
 * cancelled and {@link JobOutcome.Cancelled} returned.
 */
public final class JobLedger {
    private static final Logger LOG = LoggerFactory.getLogger(JobLedger.class);
    private static final Field<LocalDateTime> NOW_IN_UTC =
            DSL.field("now() at time zone 'UTC'", SQLDataType.LOCALDATETIME);

    private final DSLContext database;
    private final RetryBackoff backoff;

    public JobLedger(DSLContext database, RetryBackoff backoff) {
        this.database = Objects.requireNonNull(database);
        this.backoff = Objects.requireNonNull(backoff);
    }

    /**
     * Commits a result: the job, the script's {@code compiled_video_url} and the event, in one transaction. A job that was accepted
     * before one that has succeeded is superseded: it leaves the script as it is, and its result and event say so.
     *
     * @throws RejectedException if the script is gone; nothing is written
     */
    public JobOutcome complete(Claim claim, CompileResult result) {
        return database.transactionResult(configuration -> {
            DSLContext transaction = configuration.dsl();
            lockScript(transaction, claim);
            boolean superseded = laterResultStands(transaction, claim);
            Optional<Instant> finishedAt = StateChange.ofClaimed(
                    transaction,
                    JobTransition.COMPLETE,
                    claim,
                    update -> update.set(COMPILE_JOBS.RESULT, JSONB.valueOf(ResultJson.of(result, superseded))));
            if (finishedAt.isEmpty()) {
                return cancelled(transaction, claim);
            }
            if (superseded) {
                LOG.info("superseded: a later accepted job's result stands; the script is left as it is");
            } else {
                transaction
                        .update(SECTION_DETAILED_SCRIPTS)
                        .set(
                                SECTION_DETAILED_SCRIPTS.COMPILED_VIDEO_URL,
                                result.compiledVideoUrl().toString())
                        .set(SECTION_DETAILED_SCRIPTS.COMPILED_AT, NOW_IN_UTC)
                        .set(SECTION_DETAILED_SCRIPTS.UPDATED_AT, NOW_IN_UTC)
                        .where(SECTION_DETAILED_SCRIPTS.ID.eq(claim.job().scriptId()))
                        .execute();
            }
            Outbox.add(
                    transaction,
                    JobTransition.COMPLETE,
                    claim,
                    new VideoCompiled(finishedAt.get(), eventData(claim, result).withSuperseded(superseded)));
            return new JobOutcome.Completed();
        });
    }

    /** Commits a permanent failure and its event. */
    public JobOutcome reject(Claim claim, RejectedException failure) {
        OptionalInt clipId = failure.clip().map(ClipRef::videoId).orElse(OptionalInt.empty());
        return fail(claim, failure.code(), Objects.requireNonNullElse(failure.getMessage(), ""), clipId);
    }

    /** Queues the job again after a wait, or fails it where it has used up its attempts. */
    public JobOutcome retryLater(Claim claim, TransientException failure) {
        int failures = claim.failedAttempts() + 1;
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        if (failures >= backoff.attempts()) {
            return fail(
                    claim,
                    ErrorCode.RETRIES_EXHAUSTED,
                    "gave up after %d attempts; the last failed with %s: %s"
                            .formatted(failures, failure.code(), message),
                    OptionalInt.empty());
        }
        Duration delay = backoff.after(failures);
        return database.transactionResult(configuration -> StateChange.ofClaimed(
                        configuration.dsl(),
                        JobTransition.RETRY_LATER,
                        claim,
                        update -> update.set(COMPILE_JOBS.ATTEMPTS, failures)
                                .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, DatabaseClock.nowPlus(delay))
                                .set(COMPILE_JOBS.ERROR_CODE, failure.code().name())
                                .set(COMPILE_JOBS.ERROR_MESSAGE, message))
                .<JobOutcome>map(queued -> new JobOutcome.RetryLater(failure.code(), delay))
                .orElseGet(() -> cancelled(configuration.dsl(), claim)));
    }

    /** Queues the job again at once, as if it had not been claimed: a soft stop counts as no attempt. */
    public JobOutcome release(Claim claim) {
        return database.transactionResult(configuration -> StateChange.ofClaimed(
                        configuration.dsl(),
                        JobTransition.RELEASE,
                        claim,
                        update -> update.set(COMPILE_JOBS.NEXT_ATTEMPT_AT, DatabaseClock.now()))
                .<JobOutcome>map(queued -> new JobOutcome.Stopped())
                .orElseGet(() -> cancelled(configuration.dsl(), claim)));
    }

    /** Queues a job again that could not be begun, due at once, with the reason on its row; no attempt is counted. */
    public JobOutcome handBack(Claim claim, NotNowException reason) {
        return database.transactionResult(configuration -> StateChange.ofClaimed(
                        configuration.dsl(),
                        JobTransition.HAND_BACK,
                        claim,
                        update -> update.set(COMPILE_JOBS.NEXT_ATTEMPT_AT, DatabaseClock.now())
                                .set(COMPILE_JOBS.ERROR_CODE, reason.code().name())
                                .set(COMPILE_JOBS.ERROR_MESSAGE, reason.getMessage()))
                .<JobOutcome>map(queued -> new JobOutcome.HandedBack(reason.code()))
                .orElseGet(() -> cancelled(configuration.dsl(), claim)));
    }

    /** Commits the end of a job whose cancelling was asked for, and its event. */
    public JobOutcome cancel(Claim claim) {
        return database.transactionResult(configuration -> cancelled(configuration.dsl(), claim));
    }

    /**
     * Commits that a job is set aside, and its event.
     *
     * @return {@link JobOutcome.ClaimLost} where another claim has come since, or the job's end
     */
    public JobOutcome park(CompileJob job, ClaimResult.Poisonous poisonous) {
        ErrorCode code = ErrorCode.WORKER_CRASHED;
        String reason = "the worker crashed %d times while this job was the only one in it; the job was set aside"
                .formatted(poisonous.crashesAlone());
        return database.transactionResult(configuration -> {
            Optional<Instant> finishedAt = StateChange.ofCrashed(
                    configuration.dsl(),
                    JobTransition.PARK,
                    job.jobId(),
                    poisonous,
                    update -> update.set(COMPILE_JOBS.ERROR_CODE, code.name())
                            .set(COMPILE_JOBS.ERROR_MESSAGE, reason)
                            .setNull(COMPILE_JOBS.ERROR_CLIP_ID));
            if (finishedAt.isEmpty()) {
                return new JobOutcome.ClaimLost();
            }
            Outbox.add(
                    configuration.dsl(),
                    JobTransition.PARK,
                    job.jobId(),
                    job.webhookUrl().map(URI::toString),
                    new VideoCompileFailed(
                            finishedAt.get(),
                            new VideoCompileFailed.Data(
                                    job.scriptId(), job.jobId(), code, reason, OptionalInt.empty())));
            return new JobOutcome.Parked(code, reason);
        });
    }

    private static JobOutcome cancelled(DSLContext transaction, Claim claim) {
        Instant finishedAt = StateChange.ofClaimed(transaction, JobTransition.CANCEL, claim, update -> update)
                .orElseThrow(() -> new ClaimLostException(claim.jobId(), claim.fence()));
        JobCancellation.announce(transaction, JobTransition.CANCEL, claim.jobId(), finishedAt);
        return new JobOutcome.Cancelled();
    }

    private JobOutcome fail(Claim claim, ErrorCode code, String message, OptionalInt clipId) {
        return database.transactionResult(configuration -> {
            DSLContext transaction = configuration.dsl();
            Optional<Instant> finishedAt = StateChange.ofClaimed(
                    transaction,
                    JobTransition.FAIL,
                    claim,
                    update -> update.set(COMPILE_JOBS.ERROR_CODE, code.name())
                            .set(COMPILE_JOBS.ERROR_MESSAGE, message)
                            .set(COMPILE_JOBS.ERROR_CLIP_ID, clipId.isPresent() ? (Integer) clipId.getAsInt() : null));
            if (finishedAt.isEmpty()) {
                return cancelled(transaction, claim);
            }
            // An address that was refused gets no event; it would only be refused again, for days.
            if (code != ErrorCode.WEBHOOK_URL_REFUSED) {
                Outbox.add(
                        transaction,
                        JobTransition.FAIL,
                        claim,
                        new VideoCompileFailed(
                                finishedAt.get(),
                                new VideoCompileFailed.Data(
                                        claim.job().scriptId(), claim.jobId(), code, message, clipId)));
            }
            return new JobOutcome.Rejected(code);
        });
    }

    /** Completions of one script follow one another, so that the check for a later result cannot race. */
    private static void lockScript(DSLContext transaction, Claim claim) {
        Integer script = transaction
                .select(SECTION_DETAILED_SCRIPTS.ID)
                .from(SECTION_DETAILED_SCRIPTS)
                .where(SECTION_DETAILED_SCRIPTS.ID.eq(claim.job().scriptId()))
                .forUpdate()
                .fetchOne(SECTION_DETAILED_SCRIPTS.ID);
        if (script == null) {
            throw new RejectedException(
                    ErrorCode.SCRIPT_NOT_FOUND,
                    "script %d is gone".formatted(claim.job().scriptId()));
        }
    }

    private static boolean laterResultStands(DSLContext transaction, Claim claim) {
        var mine = COMPILE_JOBS.as("mine");
        return transaction.fetchExists(DSL.selectOne()
                .from(COMPILE_JOBS)
                .join(mine)
                .on(mine.JOB_ID.eq(claim.jobId().value()))
                .where(COMPILE_JOBS.SCRIPT_ID.eq(claim.job().scriptId()))
                .and(COMPILE_JOBS.STATE.eq(State.SUCCEEDED.wireName()))
                .and(COMPILE_JOBS.ACCEPTED_AT.gt(mine.ACCEPTED_AT)));
    }

    private static VideoCompiled.Data eventData(Claim claim, CompileResult result) {
        return new VideoCompiled.Data(
                claim.job().scriptId(),
                result.videoCount(),
                result.totalDuration(),
                result.compiledVideoUrl(),
                result.fileSizeBytes(),
                claim.jobId(),
                result.duration(),
                result.breakdown(),
                result.clips());
    }
}
