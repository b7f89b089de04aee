package dev.videocompilation.devstack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL of its own, from binaries that Maven brings. It does not sync to disk, so its data survive its own
 * restart or kill, but not the machine's. A server that an earlier, killed run left behind over the same directory is
 * ended first.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final String DEFAULT_DATABASE = "postgres";

    private final Path directory;
    private final int port;
    private @Nullable EmbeddedPostgres running;

    private EmbeddedPostgresServer(Path directory, EmbeddedPostgres running) {
        this.directory = directory;
        this.port = running.getPort();
        this.running = running;
    }

    /**
     * Starts a server on a free port.
     *
     * @param directory holds the unpacked binaries and the data; created where it is missing, and data found there are
     *     used again
     * @throws DevStackException if PostgreSQL cannot run here, with the reason
     */
    public static EmbeddedPostgresServer start(Path directory) {
        Path absolute = directory.toAbsolutePath();
        PostgresHost.requireUsable();
        return new EmbeddedPostgresServer(absolute, launch(absolute, 0));
    }

    /** The address of the default database, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(DEFAULT_DATABASE);
    }

    /** The superuser's name. */
    public String user() {
        return "postgres";
    }

    /** The superuser's password; the server trusts local connections and does not ask for it. */
    public String password() {
        return "postgres";
    }

    public int port() {
        return port;
    }

    /** Unpooled connections of the superuser to the default database; valid across {@link #stop} and {@link #startAgain}. */
    public DataSource dataSource() {
        return dataSource(jdbcUrl());
    }

    /** Unpooled connections of the superuser to a database of this server. */
    public DataSource dataSource(String jdbcUrl) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl);
        dataSource.setUser(user());
        dataSource.setPassword(password());
        return dataSource;
    }

    /**
     * Creates an empty database, so that a test has one to itself.
     *
     * @param name lower case letters, digits and underscores
     * @return its address, without user and password
     */
    public String createDatabase(String name) {
        return createDatabase(name, "template0");
    }

    /** Creates a database as a copy of another, to which nobody may be connected: faster than migrating again. */
    public String createDatabase(String name, String template) {
        requireDatabaseName(name);
        requireDatabaseName(template);
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        } catch (SQLException failure) {
            throw new DevStackException(
                    "Tried to create the database " + name + " but failed: " + failure.getMessage(), failure);
        }
        return jdbcUrl(name);
    }

    /** Shuts the server down and cuts its connections; the data stay. Does nothing where it is stopped. */
    public synchronized void stop() {
        EmbeddedPostgres server = running;
        running = null;
        if (server == null) {
            return;
        }
        try {
            server.close();
        } catch (IOException failure) {
            throw new DevStackException("PostgreSQL did not stop: " + failure.getMessage(), failure);
        } finally {
            PostgresHost.endServerOf(data(directory));
        }
    }

    /** Starts the server again on the same port over the same data. Does nothing where it runs. */
    public synchronized void startAgain() {
        if (running == null) {
            running = launch(directory, port);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static Path data(Path directory) {
        return directory.resolve("data");
    }

    private static synchronized EmbeddedPostgres launch(Path directory, int port) {
        PostgresHost.endServerOf(data(directory));
        try {
            Path binaries = Files.createDirectories(directory.resolve("binaries"));
            // Read by the library when a builder is made; without it an empty directory appears in the system's
            // temporary one, whatever the builder is told.
            System.setProperty("ot.epg.working-dir", binaries.toString());
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(binaries.toFile())
                    .setDataDirectory(data(directory))
                    .setCleanDataDirectory(false)
                    .setLocaleConfig("locale", "C")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    // A socket would be a file outside the directory.
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("synchronous_commit", "on")
                    .setPGStartupWait(START_TIMEOUT);
            return (port == 0 ? builder : builder.setPort(port)).start();
        } catch (IOException | IllegalStateException failure) {
            throw PostgresHost.didNotStart(failure);
        }
    }

    private static void requireDatabaseName(String name) {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a plain database name: " + name);
        }
    }
}
