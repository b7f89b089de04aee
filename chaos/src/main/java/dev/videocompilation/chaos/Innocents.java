package dev.videocompilation.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/**
 * Spares a job that has crashed two workers alone and runs alone now: one more crash parks it, and the rule of three crashes cannot
 * tell three kills from outside from three of the job's own making. That is the rule's known limit; the kills here keep to it.
 */
final class Innocents {
    private static final String HIT = "select count(*) from video_compilation.compile_jobs"
            + " where state = 'running' and alone_fence = fence and crashes_alone >= 2 and job_id not like 'poison%'"
            + " and (? = 0 or lease_owner like '%/' || ?)";

    private Innocents() {}

    /**
     * Kills this process where no innocent job is hit. No job can be claimed between the question and the kill: the table is locked
     * meanwhile, and stays so until the connection dies with its process.
     *
     * @param kill does not return
     */
    static void unlessOneIsHit(Runnable kill) {
        String jdbcUrl = System.getProperty("chaos.database", "");
        long pid = ProcessHandle.current().pid();
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "postgres")) {
            connection.setAutoCommit(false);
            lock(connection);
            if (mayBeHit(connection, pid)) {
                kill.run();
            }
            connection.rollback();
        } catch (SQLException e) {
            // No answer, no kill; the next pass asks again.
        }
    }

    /** Goes without the lock where somebody writes for long, such as this very process in the transaction that it is to be killed in. */
    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '300ms'");
            // Where this process is stopped before it is killed, nobody else stands still with it.
            statement.execute("set local idle_in_transaction_session_timeout = '1s'");
            Savepoint before = connection.setSavepoint();
            try {
                statement.execute("lock table video_compilation.compile_jobs in share mode");
            } catch (SQLException e) {
                connection.rollback(before);
            }
        }
    }

    /**
     * Whether a worker may be killed or cut off, or every worker.
     *
     * @param pid the worker's, 0 for all of them
     * @return false also where the database does not answer
     */
    static boolean mayBeHit(String jdbcUrl, long pid) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "postgres")) {
            return mayBeHit(connection, pid);
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean mayBeHit(Connection connection, long pid) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HIT)) {
            statement.setLong(1, pid);
            statement.setString(2, Long.toString(pid));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getInt(1) == 0;
            }
        }
    }
}
