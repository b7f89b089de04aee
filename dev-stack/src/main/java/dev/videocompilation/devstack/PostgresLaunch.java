package dev.videocompilation.devstack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One start of PostgreSQL over a directory: {@code binaries}, {@code data} and {@code postgres.log} lie in it. */
final class PostgresLaunch {

    private final Path directory;
    private final Duration timeout;

    PostgresLaunch(Path directory, Duration timeout) {
        this.directory = directory;
        this.timeout = timeout;
    }

    /**
     * Starts the server, on a free port where {@code port} is 0.
     *
     * @throws DevStackException with PostgreSQL's own words if it does not start within the timeout
     */
    EmbeddedPostgres start(int port) {
        PostgresHost.requireUsable();
        requireUnused();
        PostgresHost.endServerOf(data());
        try {
            Files.deleteIfExists(log());
            return builder(port).start();
        } catch (IOException | IllegalStateException failure) {
            PostgresHost.endServerOf(data());
            throw didNotStart(failure);
        }
    }

    Path data() {
        return directory.resolve("data");
    }

    private EmbeddedPostgres.Builder builder(int port) throws IOException {
        Path binaries = Files.createDirectories(directory.resolve("binaries"));
        EmbeddedPostgres.Builder builder = newBuilder(binaries)
                .setOverrideWorkingDirectory(binaries.toFile())
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .setLocaleConfig("locale", "C")
                .setServerConfig("listen_addresses", "127.0.0.1")
                // A socket would be a file outside the directory.
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("synchronous_commit", "on")
                .setPGStartupWait(timeout);
        return port == 0 ? builder : builder.setPort(port);
    }

    /**
     * The library reads this property when it makes a builder; without it an empty directory appears in the system's
     * temporary one, whatever the builder is told.
     */
    private static synchronized EmbeddedPostgres.Builder newBuilder(Path binaries) {
        System.setProperty("ot.epg.working-dir", binaries.toString());
        return EmbeddedPostgres.builder();
    }

    /** The library holds this lock while its server runs: a server without it was left by a JVM that was killed. */
    private void requireUnused() {
        Path lockFile = data().resolve("epg-lock");
        if (!Files.exists(lockFile)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw inUse();
            }
        } catch (OverlappingFileLockException ours) {
            throw inUse();
        } catch (IOException failure) {
            throw new DevStackException("Tried to lock " + lockFile + " but failed: " + failure.getMessage(), failure);
        }
    }

    private DevStackException inUse() {
        return new DevStackException(
                "Another running stack uses " + directory + ": end it first, or take another directory.");
    }

    private Path log() {
        return directory.resolve("postgres.log");
    }

    private DevStackException didNotStart(Exception failure) {
        List<String> logged = logged();
        String reason = logged.stream()
                .filter(line -> line.contains("FATAL:") || line.contains("error:") || line.contains("unshare:"))
                .findFirst()
                .orElseGet(() -> logged.isEmpty() ? String.valueOf(failure.getMessage()) : logged.getLast());
        String advice = reason.contains("unshare:")
                ? "; as root it needs user namespaces: allow them here, or run as another user"
                : "";
        return new DevStackException("PostgreSQL did not start: " + reason + advice, failure);
    }

    private List<String> logged() {
        try (Stream<String> lines = Files.exists(log()) ? Files.lines(log()) : Stream.of()) {
            return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of("cannot read " + log());
        }
    }
}
