package dev.videocompilation.devstack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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

    private final PostgresLaunch launch;
    private final int port;
    private @Nullable EmbeddedPostgres running;

    private EmbeddedPostgresServer(PostgresLaunch launch, EmbeddedPostgres running) {
        this.launch = launch;
        this.port = running.getPort();
        this.running = running;
    }

    /**
     * Starts a server on a free port.
     *
     * @param directory holds the unpacked binaries, the data and the log; created where it is missing, and data found there are
     *     used again
     * @throws DevStackException if PostgreSQL cannot run here or another stack uses the directory, with the reason
     */
    public static EmbeddedPostgresServer start(Path directory) {
        return start(directory, START_TIMEOUT);
    }

    static EmbeddedPostgresServer start(Path directory, Duration timeout) {
        PostgresLaunch launch = new PostgresLaunch(directory.toAbsolutePath(), timeout);
        return new EmbeddedPostgresServer(launch, launch.start(0));
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
            PostgresHost.endServerOf(launch.data());
        }
    }

    /** Starts the server again on the same port over the same data. Does nothing where it runs. */
    public synchronized void startAgain() {
        if (running == null) {
            running = launch.start(port);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static void requireDatabaseName(String name) {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a plain database name: " + name);
        }
    }
}
