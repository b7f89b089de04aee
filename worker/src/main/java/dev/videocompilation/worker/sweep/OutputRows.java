package dev.videocompilation.worker.sweep;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.SWEEP_PROGRESS;
import static dev.videocompilation.database.frontend.Tables.SECTION_DETAILED_SCRIPTS;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.worker.job.JobTransition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What the database says of stored outputs, and how far the walk over them has come. */
public final class OutputRows {
    private static final String OUTPUTS = "outputs";
    private static final Field<String> RESULT_KEY =
            DSL.field("{0}->>'key'", SQLDataType.CLOB, COMPILE_JOBS.RESULT).as("result_key");

    /** The key within a script's address, which may have been given a query or another host since. */
    private static final Field<String> POINTED_KEY = DSL.field(
            "substring({0} from 'compiled/[0-9]+/[^/]+/[0-9]+/[^?#]+')",
            SQLDataType.CLOB, SECTION_DETAILED_SCRIPTS.COMPILED_VIDEO_URL);

    private final DSLContext database;

    public OutputRows(DSLContext database) {
        this.database = Objects.requireNonNull(database);
    }

    /**
     * Those of some outputs that no row points to and no claim may still be writing: the job has ended and its result is another
     * object, or the job has no row, and no script points there either.
     *
     * @param absentBefore outputs of jobs without a row count only where they are older; so do only those that are no older than
     *     this database, since one that was begun anew knows nothing of what was there before
     */
    List<StoredOutput> losers(List<StoredOutput> outputs, Instant absentBefore) {
        Map<String, JobRow> rows = rows(outputs);
        Instant databaseSince = since();
        List<StoredOutput> losers = outputs.stream()
                .filter(output -> {
                    JobRow row = rows.get(output.jobId());
                    return row == null
                            ? output.since().isBefore(absentBefore)
                                    && output.since().isAfter(databaseSince)
                            : row.finished() && !row.resultKey().equals(Optional.of(output.key()));
                })
                .toList();
        if (losers.isEmpty()) {
            return losers;
        }
        Set<String> pointedTo = pointedTo(losers);
        return losers.stream()
                .filter(output -> !pointedTo.contains(output.key()))
                .toList();
    }

    /** Those that no running claim may still be writing. */
    List<StoredOutput> idle(List<StoredOutput> outputs) {
        Map<String, JobRow> rows = rows(outputs);
        return outputs.stream()
                .filter(output -> {
                    JobRow row = rows.get(output.jobId());
                    return row == null || !row.isRunning(output.owner().fence());
                })
                .toList();
    }

    /** The last key that was looked at; empty where the walk begins anew. */
    String lastKey() {
        return database.select(SWEEP_PROGRESS.LAST_KEY)
                .from(SWEEP_PROGRESS)
                .where(SWEEP_PROGRESS.SWEEP.eq(OUTPUTS))
                .fetchSingle()
                .value1();
    }

    void setLastKey(String key) {
        database.update(SWEEP_PROGRESS)
                .set(SWEEP_PROGRESS.LAST_KEY, key)
                .where(SWEEP_PROGRESS.SWEEP.eq(OUTPUTS))
                .execute();
    }

    private Instant since() {
        return database.select(SWEEP_PROGRESS.SINCE)
                .from(SWEEP_PROGRESS)
                .where(SWEEP_PROGRESS.SWEEP.eq(OUTPUTS))
                .fetchSingle()
                .value1();
    }

    private Map<String, JobRow> rows(List<StoredOutput> outputs) {
        String[] ids = outputs.stream().map(StoredOutput::jobId).distinct().toArray(String[]::new);
        return database.select(COMPILE_JOBS.JOB_ID, COMPILE_JOBS.STATE, COMPILE_JOBS.FENCE, RESULT_KEY)
                .from(COMPILE_JOBS)
                .where(COMPILE_JOBS.JOB_ID.eq(DSL.any(ids)))
                .fetchMap(
                        row -> row.value1(),
                        row -> new JobRow(
                                State.ofWireName(row.value2()), row.value3(), Optional.ofNullable(row.value4())));
    }

    /** Any script's: a backend may have copied one with its address. */
    private Set<String> pointedTo(List<StoredOutput> outputs) {
        String[] keys = outputs.stream().map(StoredOutput::key).toArray(String[]::new);
        return database.select(POINTED_KEY)
                .from(SECTION_DETAILED_SCRIPTS)
                .where(POINTED_KEY.eq(DSL.any(keys)))
                .fetchSet(POINTED_KEY);
    }

    private record JobRow(State state, long fence, Optional<String> resultKey) {
        boolean finished() {
            return JobTransition.isFinal(state);
        }

        boolean isRunning(long claim) {
            return state == State.RUNNING && fence == claim;
        }
    }
}
