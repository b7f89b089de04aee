package dev.videocompilation.worker.claim;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.job.JobTransition;
import dev.videocompilation.worker.job.JobTransition.Mover;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.UpdateSetMoreStep;

/**
 * Moves a job from state to state, by a {@link JobTransition} and in one statement that changes nothing where the job is not in
 * the state or hands that the transition asks for. Nothing else updates {@code compile_jobs.state}, claims apart, which insert too.
 */
public final class StateChange {
    private StateChange() {}

    /**
     * Moves the job of a claim, if the claim stands. A job whose cancelling was asked for can only be cancelled, and no other can.
     *
     * @param also the columns that change with the state; lease and end are seen to
     * @return when, by the database's clock; empty where nothing was changed
     */
    public static Optional<Instant> ofClaimed(
            DSLContext database, JobTransition transition, Claim claim, UnaryOperator<UpdateSetMoreStep<?>> also) {
        require(transition, Mover.HOLDER);
        Condition asked = transition == JobTransition.CANCEL
                ? COMPILE_JOBS.CANCEL_REQUESTED_AT.isNotNull()
                : COMPILE_JOBS.CANCEL_REQUESTED_AT.isNull();
        return change(database, transition, JobClaims.standing(claim).and(asked), also);
    }

    /**
     * Ends a job that no worker is at, whose cancelling was asked for.
     *
     * @return when, by the database's clock; empty where nothing was changed
     */
    public static Optional<Instant> ofUnclaimed(DSLContext database, JobTransition transition, JobId jobId) {
        require(transition, Mover.CANCELLER);
        Condition unclaimed = COMPILE_JOBS.LEASE_UNTIL.isNull().or(COMPILE_JOBS.LEASE_UNTIL.lt(DatabaseClock.now()));
        return change(
                database,
                transition,
                COMPILE_JOBS.JOB_ID.eq(jobId.value()).and(unclaimed).and(COMPILE_JOBS.CANCEL_REQUESTED_AT.isNotNull()),
                update -> update);
    }

    /**
     * Queues a job that has failed anew, as one that was never tried: due at once, no attempt and no crash alone counted. Its
     * clips stay frozen, its acceptance and its last error stay, and where it has crashed a worker it runs alone as before.
     *
     * @return when, by the database's clock; empty where nothing was changed
     */
    public static Optional<Instant> ofEnded(DSLContext database, JobTransition transition, JobId jobId) {
        require(transition, Mover.OPERATOR);
        return change(
                database,
                transition,
                COMPILE_JOBS.JOB_ID.eq(jobId.value()).and(COMPILE_JOBS.CANCEL_REQUESTED_AT.isNull()),
                update -> update.set(COMPILE_JOBS.ATTEMPTS, 0)
                        .set(COMPILE_JOBS.CRASHES_ALONE, 0)
                        .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, DatabaseClock.now())
                        .setNull(COMPILE_JOBS.FINISHED_AT));
    }

    /**
     * Sets a job aside whose last claim ended without a word, and counts that crash.
     *
     * @param poisonous what was found of the job; where another claim has come since, nothing is changed
     * @return when, by the database's clock; empty where nothing was changed
     */
    public static Optional<Instant> ofCrashed(
            DSLContext database,
            JobTransition transition,
            JobId jobId,
            ClaimResult.Poisonous poisonous,
            UnaryOperator<UpdateSetMoreStep<?>> also) {
        require(transition, Mover.CLAIMANT);
        Condition stillSo = COMPILE_JOBS
                .FENCE
                .eq(poisonous.fence())
                .and(COMPILE_JOBS.LEASE_UNTIL.lt(DatabaseClock.now()))
                .and(COMPILE_JOBS.CANCEL_REQUESTED_AT.isNull());
        return change(
                database,
                transition,
                COMPILE_JOBS.JOB_ID.eq(jobId.value()).and(stillSo),
                update -> also.apply(update.set(COMPILE_JOBS.CRASHES, poisonous.crashes())
                        .set(COMPILE_JOBS.CRASHES_ALONE, poisonous.crashesAlone())));
    }

    private static Optional<Instant> change(
            DSLContext database, JobTransition transition, Condition which, UnaryOperator<UpdateSetMoreStep<?>> also) {
        State to = transition.to();
        Field<Instant> now = DatabaseClock.now();
        UpdateSetMoreStep<?> update = database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, transition.to().wireName());
        update = update.setNull(COMPILE_JOBS.LEASE_UNTIL).setNull(COMPILE_JOBS.SECONDS_LEFT);
        if (to == State.SUCCEEDED) {
            update = update.set(COMPILE_JOBS.PROGRESS, 1f);
        }
        if (JobTransition.isFinal(to)) {
            update = update.set(COMPILE_JOBS.FINISHED_AT, now);
        }
        if (to == State.SUCCEEDED || to == State.CANCELLED) {
            // The error of an attempt before is not why the job ended.
            update = update.setNull(COMPILE_JOBS.ERROR_CODE)
                    .setNull(COMPILE_JOBS.ERROR_MESSAGE)
                    .setNull(COMPILE_JOBS.ERROR_CLIP_ID);
        }
        return also.apply(update)
                .where(which.and(isFrom(transition)))
                .returningResult(now)
                .fetchOptional(now);
    }

    /** The job is in the state that a transition starts from. */
    static Condition isFrom(JobTransition transition) {
        return COMPILE_JOBS.STATE.eq(transition.from().orElseThrow().wireName());
    }

    private static void require(JobTransition transition, Mover mover) {
        if (transition.mover() != mover) {
            throw new IllegalArgumentException("%s is not a %s's".formatted(transition, mover));
        }
    }
}
