package dev.videocompilation.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Spares a job that has crashed two workers alone and runs alone now: one more crash parks it, and the rule of three crashes cannot
 * tell three kills from outside from three of the job's own making. That is the rule's known limit; the kills here keep to it.
 */
final class Innocents {
    private static final String HIT = "select count(*) from video_compilation.compile_jobs"
            + " where state = 'running' and alone_fence = fence and crashes_alone >= 2 and job_id not like 'poison%'"
            + " and (? = 0 or lease_owner like '%/' || ?)";

    private Innocents() {}

    /** Whether a worker may be killed, by the address of the database in {@code chaos.database}. */
    static boolean mayBeHit(long pid) {
        return mayBeHit(System.getProperty("chaos.database", ""), pid);
    }

    /**
     * Whether a worker may be killed or cut off, or every worker.
     *
     * @param pid the worker's, 0 for all of them
     * @return false also where the database does not answer
     */
    static boolean mayBeHit(String jdbcUrl, long pid) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "postgres");
                PreparedStatement statement = connection.prepareStatement(HIT)) {
            statement.setLong(1, pid);
            statement.setString(2, Long.toString(pid));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getInt(1) == 0;
            }
        } catch (SQLException e) {
            return false;
        }
    }
}
