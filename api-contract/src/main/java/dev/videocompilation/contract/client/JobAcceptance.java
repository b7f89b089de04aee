package dev.videocompilation.contract.client;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/** Commits a job's row in {@code video_compilation.compile_jobs}, or finds the row that already has its id. */
final class JobAcceptance {
    private static final String INSERT = """
            INSERT INTO video_compilation.compile_jobs
                (job_id, script_id, user_id, schema_version, request, request_fingerprint)
            VALUES (?, ?, ?, ?, ?::jsonb, ?)
            ON CONFLICT (job_id) DO NOTHING""";

    private static final String SELECT =
            "SELECT request_fingerprint, state FROM video_compilation.compile_jobs WHERE job_id = ?";

    private final DataSource dataSource;

    JobAcceptance(DataSource dataSource) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    enum Outcome {
        ACCEPTED,
        ALREADY_QUEUED,
        ALREADY_STARTED,
        ID_CONFLICT
    }

    Outcome accept(JobMessage message) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (connection.getAutoCommit()) {
                return accept(connection, message);
            }
            try {
                Outcome outcome = accept(connection, message);
                connection.commit();
                return outcome;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        }
    }

    private static Outcome accept(Connection connection, JobMessage message) throws SQLException {
        return insert(connection, message) ? Outcome.ACCEPTED : existing(connection, message);
    }

    private static boolean insert(Connection connection, JobMessage message) throws SQLException {
        CompileJob job = message.job();
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, job.jobId().value());
            statement.setInt(2, job.scriptId());
            statement.setString(3, job.userId().orElse(null));
            statement.setInt(4, JobMessage.SCHEMA_VERSION);
            statement.setString(5, message.json());
            statement.setString(6, message.fingerprint());
            return statement.executeUpdate() == 1;
        }
    }

    private static Outcome existing(Connection connection, JobMessage message) throws SQLException {
        String jobId = message.job().jobId().value();
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, jobId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the row of job " + jobId + " was there and is not visible now");
                }
                if (!message.fingerprint().equals(row.getString("request_fingerprint"))) {
                    return Outcome.ID_CONFLICT;
                }
                return "queued".equals(row.getString("state")) ? Outcome.ALREADY_QUEUED : Outcome.ALREADY_STARTED;
            }
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
