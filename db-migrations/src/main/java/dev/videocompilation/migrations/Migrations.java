package dev.videocompilation.migrations;

import dev.videocompilation.migrations.MigrationReport.AppliedMigration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;

/** Brings a database to the schema that this release needs. */
public final class Migrations {

    /** The schema that holds the worker's own tables and Flyway's history. */
    public static final String SCHEMA = "video_compilation";

    /**
     * What every session must run first: the shared tables' timestamps carry no zone, and the driver sets a session's
     * zone to the JVM's whatever the connection's {@code options} say. Give it to the pool as its initial statement.
     */
    public static final String SESSION_SQL = "SET TIME ZONE 'UTC'";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private Migrations() {}

    /**
     * Applies every migration that the database lacks, each in a transaction of its own; programs that start at the
     * same time wait for one another. Where nothing is missing this changes nothing.
     *
     * @return what was applied, and the version that the schema has now
     * @throws MigrationFailedException with one sentence that says why, when the database is unreachable, refuses the
     *     role, or a migration fails; a failed migration leaves nothing behind
     */
    public static MigrationReport migrate(DataSource dataSource) {
        try {
            requireSchema(dataSource);
            Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(dataSource)
                    .callbacks(new UtcSessions())
                    .schemas(SCHEMA)
                    .locations("classpath:db/migration")
                    .placeholderReplacement(false)
                    .loggers("slf4j")
                    .load();
            MigrateResult result = flyway.migrate();
            List<AppliedMigration> applied =
                    result.migrations.stream().map(Migrations::applied).toList();
            // The result tells the version from before it waited, where another program has applied everything
            // meanwhile.
            String version = flyway.info().current().getVersion().getVersion();
            return new MigrationReport(applied, version);
        } catch (SQLException | FlywayException failure) {
            throw MigrationFailedException.because(failure);
        }
    }

    /** Asks what Flyway would only learn by failing ten times in as many seconds. */
    private static void requireSchema(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet denied = statement.executeQuery("SELECT current_database(), current_user"
                        + " WHERE NOT has_database_privilege(current_database(), 'CREATE')"
                        + " AND NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '" + SCHEMA + "')")) {
            if (denied.next()) {
                throw new SQLException(
                        "the role %2$s may not create the schema %3$s; let the owner GRANT CREATE ON DATABASE %1$s TO %2$s."
                                .formatted(denied.getString(1), denied.getString(2), SCHEMA),
                        INSUFFICIENT_PRIVILEGE);
            }
        }
    }

    private static AppliedMigration applied(MigrateOutput migration) {
        return new AppliedMigration(
                migration.version, migration.description, Duration.ofMillis(migration.executionTime));
    }
}
