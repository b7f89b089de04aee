package dev.videocompilation.devstack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** What the machine must offer to PostgreSQL, and the processes that PostgreSQL leaves on it. */
final class PostgresHost {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 50;

    private PostgresHost() {}

    /**
     * Checks that PostgreSQL, which refuses to run as root, can be given another user.
     *
     * @throws DevStackException where it cannot
     */
    static void requireUsable() {
        requireUsable(isRootOnLinux(), System.getenv().getOrDefault("PATH", ""));
    }

    static void requireUsable(boolean rootOnLinux, String path) {
        if (rootOnLinux
                && Pattern.compile(File.pathSeparator)
                        .splitAsStream(path)
                        .filter(entry -> !entry.isEmpty())
                        .noneMatch(entry -> Files.isExecutable(Path.of(entry).resolve("unshare")))) {
            throw new DevStackException("PostgreSQL does not run as root, and the program unshare, which would give it"
                    + " another user, is not on the PATH: install util-linux, or run as another user.");
        }
    }

    /** Ends the server that runs over the data directory, where there is one, and waits until it is gone. */
    static void endServerOf(Path dataDirectory) {
        Path pidFile = dataDirectory.resolve("postmaster.pid");
        try {
            if (!Files.exists(pidFile)) {
                return;
            }
            List<String> lines = Files.readAllLines(pidFile);
            if (lines.isEmpty()) {
                return;
            }
            ProcessHandle server = ProcessHandle.of(
                            Long.parseLong(lines.getFirst().strip()))
                    .filter(PostgresHost::isPostgres)
                    .orElse(null);
            if (server != null) {
                end(server);
            }
        } catch (IOException | NumberFormatException failure) {
            throw new DevStackException("Tried to read " + pidFile + " but failed: " + failure.getMessage(), failure);
        }
    }

    private static void end(ProcessHandle server) throws IOException {
        // SIGINT is PostgreSQL's fast shutdown; SIGTERM, which Java would send, waits for every client.
        new ProcessBuilder("kill", "-INT", Long.toString(server.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        // Not only until its end is reported: where nobody reaps orphans, an ended process stays a zombie.
        while (isPostgres(server)) {
            if (System.nanoTime() > deadline) {
                server.destroyForcibly();
            }
            try {
                server.onExit().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException running) {
                // Asked again above.
            } catch (InterruptedException interrupted) {
                server.destroyForcibly();
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.isAlive()
                && process.info()
                        .command()
                        .map(command -> Path.of(command).endsWith("postgres"))
                        .orElse(false);
    }

    private static boolean isRootOnLinux() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException notLinux) {
            return false;
        }
    }
}
