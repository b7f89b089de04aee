package dev.videocompilation.worker.sweep;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.database.compilation.tables.CompileJobs;
import dev.videocompilation.worker.claim.DatabaseClock;
import dev.videocompilation.worker.job.JobTransition;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.impl.DSL;

/**
 * Ages out the rows of finished jobs, their events with them. What a script points to stays in the script and in the bucket.
 */
public final class FinishedJobs {
    private static final int MOST = 1000;

    /** The states that some transition leads out of. */
    private static final Set<String> LEFT = Arrays.stream(JobTransition.values())
            .flatMap(transition -> transition.from().stream())
            .map(State::wireName)
            .collect(Collectors.toUnmodifiableSet());

    private final DSLContext database;
    private final SweepSettings settings;

    public FinishedJobs(DSLContext database, SweepSettings settings) {
        this.database = Objects.requireNonNull(database);
        this.settings = Objects.requireNonNull(settings);
    }

    /**
     * Removes at most 1000 rows, the oldest first.
     *
     * @return how many
     */
    public int ageOut() {
        CommonTableExpression<Record1<String>> old = DSL.name("old")
                .fields("job_id")
                .as(DSL.select(COMPILE_JOBS.JOB_ID)
                        .from(COMPILE_JOBS)
                        .where(COMPILE_JOBS.FINISHED_AT.le(
                                DatabaseClock.nowPlus(settings.retention().negated())))
                        .andNot(hasPendingWebhook())
                        .andNot(guardsItsScript())
                        .orderBy(COMPILE_JOBS.FINISHED_AT)
                        .limit(MOST)
                        .forUpdate()
                        .skipLocked());
        return database.with(old)
                .delete(COMPILE_JOBS)
                .where(COMPILE_JOBS.JOB_ID.in(
                        DSL.select(old.field("job_id", String.class)).from(old)))
                .execute();
    }

    private static Condition hasPendingWebhook() {
        return DSL.exists(DSL.selectOne()
                .from(WEBHOOK_OUTBOX)
                .where(WEBHOOK_OUTBOX.JOB_ID.eq(COMPILE_JOBS.JOB_ID))
                .and(WEBHOOK_OUTBOX.STATE.eq("pending")));
    }

    /**
     * An earlier accepted job that may still succeed, by an operator's reset too, finds in this row that a later result stands. A row
     * without a result guards nothing: only results supersede.
     */
    private static Condition guardsItsScript() {
        CompileJobs earlier = COMPILE_JOBS.as("earlier");
        return COMPILE_JOBS
                .STATE
                .eq("succeeded")
                .and(DSL.exists(DSL.selectOne()
                        .from(earlier)
                        .where(earlier.SCRIPT_ID.eq(COMPILE_JOBS.SCRIPT_ID))
                        .and(earlier.ACCEPTED_AT.lt(COMPILE_JOBS.ACCEPTED_AT))
                        .and(earlier.STATE.in(LEFT))));
    }
}
