package dev.videocompilation.migrations;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The program that applies the migrations: reads DATABASE_URL (jdbc:postgresql://host:port/name), DATABASE_USER and
 * DATABASE_PASSWORD, prints a line per migration, and exits with 0, or with 1 and one sentence.
 */
public final class Migrate {

    private static final int CONNECT_TIMEOUT_SECONDS = 10;

    private Migrate() {}

    public static void main(String[] arguments) {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(run(System.getenv(), System.out, System.err));
    }

    /** Applies the migrations to the database that the environment names; returns the exit code. */
    static int run(Map<String, String> environment, PrintStream out, PrintStream err) {
        List<String> missing = Stream.of("DATABASE_URL", "DATABASE_USER", "DATABASE_PASSWORD")
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .toList();
        if (!missing.isEmpty()) {
            err.println("Set " + String.join(", ", missing) + ".");
            return 1;
        }
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        try {
            dataSource.setUrl(environment.getOrDefault("DATABASE_URL", ""));
        } catch (IllegalArgumentException wrong) {
            err.println("DATABASE_URL must have the form jdbc:postgresql://host:port/name.");
            return 1;
        }
        dataSource.setUser(environment.getOrDefault("DATABASE_USER", ""));
        dataSource.setPassword(environment.getOrDefault("DATABASE_PASSWORD", ""));
        dataSource.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        dataSource.setApplicationName("video-compilation-migrate");
        try {
            MigrationReport report = Migrations.migrate(dataSource);
            report.applied()
                    .forEach(migration -> out.println("applied " + migration.version() + " " + migration.description()
                            + " (" + migration.took().toMillis() + " ms)"));
            out.println("schema version " + report.schemaVersion() + ", "
                    + (report.applied().isEmpty()
                            ? "nothing to apply"
                            : report.applied().size() + " applied"));
            return 0;
        } catch (MigrationFailedException failure) {
            err.println(failure.getMessage());
            return 1;
        }
    }
}
