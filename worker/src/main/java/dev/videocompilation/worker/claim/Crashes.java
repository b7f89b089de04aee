package dev.videocompilation.worker.claim;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;

import dev.videocompilation.worker.job.JobTransition;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * What a claim that ended without a word leaves to count: its lease ran out while the job was running. That it ran alone in its
 * worker is seen by its fence, so that a claim which knows nothing of all this counts as one that did not.
 */
final class Crashes {
    private Crashes() {}

    /** The job's crashes, that of the claim which is to be taken over included. */
    static Field<Integer> counted() {
        return COMPILE_JOBS.CRASHES.plus(oneWhere(running()));
    }

    /** Those of them that ran alone. */
    static Field<Integer> countedAlone() {
        return COMPILE_JOBS.CRASHES_ALONE.plus(
                oneWhere(running().and(COMPILE_JOBS.ALONE_FENCE.eq(COMPILE_JOBS.FENCE))));
    }

    private static Condition running() {
        return StateChange.isFrom(JobTransition.TAKE_OVER);
    }

    private static Field<Integer> oneWhere(Condition condition) {
        return DSL.when(condition, 1).otherwise(0);
    }
}
