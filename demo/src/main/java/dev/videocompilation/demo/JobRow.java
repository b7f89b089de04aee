package dev.videocompilation.demo;

import dev.videocompilation.contract.job.JobId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * The worker's row of a job.
 *
 * @param state such as {@code succeeded}
 * @param key where the video lies in the output bucket; empty without a result
 * @param plan what was done, as text of several lines; empty without a result
 */
record JobRow(String state, String key, String plan) {
    JobRow {
        Objects.requireNonNull(state);
        Objects.requireNonNull(key);
        Objects.requireNonNull(plan);
    }

    static JobRow read(DataSource database, JobId jobId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT state, COALESCE(result->>'key', ''), COALESCE(result->>'plan', '')"
                                + " FROM video_compilation.compile_jobs WHERE job_id = ?")) {
            select.setString(1, jobId.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new DemoFailedException("The job " + jobId + " has vanished from the database.");
                }
                return new JobRow(row.getString(1), row.getString(2), row.getString(3));
            }
        }
    }
}
