package dev.videocompilation.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The worker in a process of its own, as a container runs it; never left behind. */
final class WorkerProcess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Process process;
    private final WorkerLog log;
    private final Thread reader;

    private WorkerProcess(Process process, WorkerLog log) {
        this.process = process;
        this.log = log;
        this.reader =
                Thread.ofPlatform().daemon().name("worker-log").start(() -> log.readAll(process.getInputStream()));
    }

    /**
     * Starts {@code launcher run}.
     *
     * @param environment the whole environment; nothing is inherited
     * @param log reads both outputs, on a thread of its own
     */
    static WorkerProcess start(Path launcher, Map<String, String> environment, WorkerLog log) {
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(launcher.toAbsolutePath().toString(), "run"))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return new WorkerProcess(builder.start(), log);
        } catch (IOException e) {
            throw new DemoFailedException("The worker " + launcher + " did not start: " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** What it said, and where more of it stands; fits the end of a sentence. */
    String complaint() {
        return log.complaint();
    }

    /** Waits so long for its end; the exit code once it has ended, and all that it said has been read. */
    Optional<Integer> awaitExit(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return Optional.empty();
        }
        reader.join(Duration.ofSeconds(2));
        return Optional.of(process.exitValue());
    }

    /** SIGTERM, and SIGKILL for it and its children where it has not ended 20 s later; returns when it is gone. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        // Not Process.destroy(): that closes the pipe from which the worker's last words are read.
        process.toHandle().destroy();
        boolean interrupted = false;
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (process.isAlive()) {
            try {
                long leftNanos = deadline - System.nanoTime();
                if (leftNanos > 0) {
                    process.waitFor(leftNanos, TimeUnit.NANOSECONDS);
                } else {
                    children.forEach(ProcessHandle::destroyForcibly);
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
