package dev.videocompilation.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The processes whose programs lie in the stack's folder. A stack ends its own; these stay where the demo was killed, or where it
 * was told to stop while PostgreSQL was starting and could not yet be told.
 */
final class StackProcesses {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 100;
    /** One program starts another, so a single look may fall between the two. */
    private static final int LOOKS = 3;

    private StackProcesses() {}

    /** Ends them: SIGTERM, and SIGKILL 5 s later; returns when none is left. */
    static void end(Path stack) throws IOException {
        if (!Files.isDirectory(stack)) {
            return;
        }
        Path folder = stack.toRealPath();
        long deadline = System.nanoTime() + GRACE.toNanos();
        boolean interrupted = false;
        int looksWithoutAny = 0;
        while (looksWithoutAny < LOOKS) {
            List<ProcessHandle> running = runningIn(folder);
            looksWithoutAny = running.isEmpty() ? looksWithoutAny + 1 : 0;
            boolean patient = System.nanoTime() < deadline;
            running.forEach(patient ? ProcessHandle::destroy : ProcessHandle::destroyForcibly);
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<ProcessHandle> runningIn(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> Path.of(command).startsWith(folder))
                        .isPresent())
                .toList();
    }
}
