package dev.videocompilation.worker.deadletters;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.job.JobId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Finds the rows of dead letters' jobs. */
final class JobRows {
    private JobRows() {}

    /** The rows of these jobs, of those that have one. */
    static Map<JobId, JobRow> find(DSLContext database, Collection<JobId> jobIds) {
        Map<JobId, JobRow> rows = new HashMap<>();
        database.select(
                        COMPILE_JOBS.JOB_ID,
                        COMPILE_JOBS.STATE,
                        COMPILE_JOBS.ERROR_CODE,
                        COMPILE_JOBS.ERROR_MESSAGE,
                        COMPILE_JOBS.SCRIPT_ID,
                        COMPILE_JOBS.USER_ID,
                        COMPILE_JOBS.ATTEMPTS,
                        COMPILE_JOBS.ACCEPTED_AT,
                        COMPILE_JOBS.REQUEST_FINGERPRINT)
                .from(COMPILE_JOBS)
                .where(COMPILE_JOBS.JOB_ID.in(
                        jobIds.stream().map(JobId::value).distinct().toList()))
                .forEach(row -> rows.put(new JobId(row.get(COMPILE_JOBS.JOB_ID)), row(row)));
        return rows;
    }

    private static JobRow row(Record row) {
        return new JobRow(
                State.ofWireName(row.get(COMPILE_JOBS.STATE)),
                Optional.ofNullable(row.get(COMPILE_JOBS.ERROR_CODE)),
                Optional.ofNullable(row.get(COMPILE_JOBS.ERROR_MESSAGE)),
                row.get(COMPILE_JOBS.SCRIPT_ID),
                Optional.ofNullable(row.get(COMPILE_JOBS.USER_ID)),
                row.get(COMPILE_JOBS.ATTEMPTS),
                row.get(COMPILE_JOBS.ACCEPTED_AT),
                row.get(COMPILE_JOBS.REQUEST_FINGERPRINT));
    }
}
