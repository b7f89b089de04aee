package dev.videocompilation.worker.ledger;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.frontend.Tables.SECTION_DETAILED_SCRIPTS;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.DatabaseClock;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.job.ClaimLostException;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.JobOutcome;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.OptionalInt;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Writes how an attempt ended. Every write carries the claim's fence; one that touches no row throws {@link
 * ClaimLostException} and leaves everything as it is.
 */
public final class JobLedger {
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
     * before the one whose result stands leaves the script as it is.
     *
     * @throws RejectedException if the script is gone; nothing is written
     */
    public JobOutcome complete(Claim claim, CompileResult result) {
        database.transaction(configuration -> {
            DSLContext transaction = configuration.dsl();
            lockScript(transaction, claim);
            Instant finishedAt = transaction
                    .update(COMPILE_JOBS)
                    .set(COMPILE_JOBS.STATE, "succeeded")
                    .setNull(COMPILE_JOBS.LEASE_UNTIL)
                    .set(COMPILE_JOBS.RESULT, JSONB.valueOf(ResultJson.of(result)))
                    .setNull(COMPILE_JOBS.ERROR_CODE)
                    .setNull(COMPILE_JOBS.ERROR_MESSAGE)
                    .setNull(COMPILE_JOBS.ERROR_CLIP_ID)
                    .set(COMPILE_JOBS.FINISHED_AT, DatabaseClock.now())
                    .where(JobClaims.standing(claim))
                    .returningResult(COMPILE_JOBS.FINISHED_AT)
                    .fetchOne(COMPILE_JOBS.FINISHED_AT);
            if (finishedAt == null) {
                throw new ClaimLostException(claim.jobId(), claim.fence());
            }
            if (!laterResultStands(transaction, claim)) {
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
            Outbox.add(transaction, claim, new VideoCompiled(finishedAt, eventData(claim, result)));
        });
        return new JobOutcome.Completed();
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
        requireStanding(
                claim,
                database.update(COMPILE_JOBS)
                        .set(COMPILE_JOBS.STATE, "queued")
                        .setNull(COMPILE_JOBS.LEASE_UNTIL)
                        .set(COMPILE_JOBS.ATTEMPTS, failures)
                        .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, DatabaseClock.nowPlus(delay))
                        .set(COMPILE_JOBS.ERROR_CODE, failure.code().name())
                        .set(COMPILE_JOBS.ERROR_MESSAGE, message)
                        .where(JobClaims.standing(claim))
                        .execute());
        return new JobOutcome.RetryLater(failure.code(), delay);
    }

    /** Queues the job again at once, as if it had not been claimed: a soft stop counts as no attempt. */
    public JobOutcome release(Claim claim) {
        requireStanding(
                claim,
                database.update(COMPILE_JOBS)
                        .set(COMPILE_JOBS.STATE, "queued")
                        .setNull(COMPILE_JOBS.LEASE_UNTIL)
                        .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, DatabaseClock.now())
                        .where(JobClaims.standing(claim))
                        .execute());
        return new JobOutcome.Stopped();
    }

    private JobOutcome fail(Claim claim, ErrorCode code, String message, OptionalInt clipId) {
        database.transaction(configuration -> {
            DSLContext transaction = configuration.dsl();
            Instant finishedAt = transaction
                    .update(COMPILE_JOBS)
                    .set(COMPILE_JOBS.STATE, "failed")
                    .setNull(COMPILE_JOBS.LEASE_UNTIL)
                    .set(COMPILE_JOBS.ERROR_CODE, code.name())
                    .set(COMPILE_JOBS.ERROR_MESSAGE, message)
                    .set(COMPILE_JOBS.ERROR_CLIP_ID, clipId.isPresent() ? (Integer) clipId.getAsInt() : null)
                    .set(COMPILE_JOBS.FINISHED_AT, DatabaseClock.now())
                    .where(JobClaims.standing(claim))
                    .returningResult(COMPILE_JOBS.FINISHED_AT)
                    .fetchOne(COMPILE_JOBS.FINISHED_AT);
            if (finishedAt == null) {
                throw new ClaimLostException(claim.jobId(), claim.fence());
            }
            // An address that was refused gets no event; it would only be refused again, for days.
            if (code != ErrorCode.WEBHOOK_URL_REFUSED) {
                Outbox.add(
                        transaction,
                        claim,
                        new VideoCompileFailed(
                                finishedAt,
                                new VideoCompileFailed.Data(
                                        claim.job().scriptId(), claim.jobId(), code, message, clipId)));
            }
        });
        return new JobOutcome.Rejected(code);
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
                .and(COMPILE_JOBS.STATE.eq("succeeded"))
                .and(COMPILE_JOBS.ACCEPTED_AT.gt(mine.ACCEPTED_AT)));
    }

    private static VideoCompiled.Data eventData(Claim claim, CompileResult result) {
        return new VideoCompiled.Data(
                claim.job().scriptId(),
                result.clips().size(),
                result.totalDuration(),
                result.compiledVideoUrl(),
                result.fileSizeBytes(),
                claim.jobId(),
                result.duration(),
                result.breakdown(),
                result.clips());
    }

    private static void requireStanding(Claim claim, int rows) {
        if (rows != 1) {
            throw new ClaimLostException(claim.jobId(), claim.fence());
        }
    }
}
