package dev.videocompilation.worker.process;

import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.process.ProcessExit.Ending;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a child process to its end and never leaves one behind: past its deadline, past its output limit and when the calling
 * thread is interrupted, the child gets SIGTERM and, {@link #GRACE} later, SIGKILL.
 */
public final class ProcessRunner {
    /** What a child has between the graceful and the forced stop. */
    public static final Duration GRACE = Duration.ofSeconds(2);

    private static final int STDERR_TAIL_LINES = 40;
    private static final int STDERR_LINE_CHARACTERS = 500;

    /**
     * Runs the child and waits for its end.
     *
     * @throws StoppedException if the calling thread is interrupted; the child has ended by then
     * @throws UncheckedIOException if the program cannot be started
     */
    public ProcessExit run(ProcessRequest request) {
        Process process = start(request);
        try {
            AtomicBoolean outputLimitPassed = new AtomicBoolean();
            AtomicReference<@Nullable RuntimeException> consumerFailure = new AtomicReference<>();
            Deque<String> tail = new ArrayDeque<>();
            Thread stdout =
                    Thread.ofVirtual().start(() -> readStdout(process, request, outputLimitPassed, consumerFailure));
            Thread stderr = Thread.ofVirtual().start(() -> readStderr(process, tail));
            boolean inTime = process.waitFor(request.deadline().toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                stop(process);
            }
            stdout.join();
            stderr.join();
            RuntimeException failure = consumerFailure.get();
            if (failure != null) {
                throw failure;
            }
            Ending ending = outputLimitPassed.get()
                    ? Ending.OUTPUT_LIMIT_PASSED
                    : inTime ? Ending.BY_ITSELF : Ending.DEADLINE_PASSED;
            return new ProcessExit(ending, process.exitValue(), List.copyOf(tail));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        } finally {
            stop(process);
        }
    }

    private static Process start(ProcessRequest request) {
        ProcessBuilder builder = new ProcessBuilder(request.command())
                .directory(request.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(request.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("tried to start " + request.command().get(0) + " but it failed", e);
        }
    }

    private static void readStdout(
            Process process,
            ProcessRequest request,
            AtomicBoolean outputLimitPassed,
            AtomicReference<@Nullable RuntimeException> consumerFailure) {
        try (BufferedReader reader = reader(process.getInputStream())) {
            long bytes = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                bytes += line.length() + 1L;
                if (bytes > request.stdoutLimitBytes()) {
                    outputLimitPassed.set(true);
                    process.destroyForcibly();
                    return;
                }
                request.stdoutLine().accept(line);
            }
        } catch (IOException e) {
            // The pipe breaks when the child is stopped; the exit tells the rest.
        } catch (RuntimeException e) {
            consumerFailure.set(e);
            process.destroyForcibly();
        }
    }

    private static void readStderr(Process process, Deque<String> tail) {
        try (BufferedReader reader = reader(process.getErrorStream())) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (tail.size() == STDERR_TAIL_LINES) {
                    tail.removeFirst();
                }
                tail.addLast(line.length() > STDERR_LINE_CHARACTERS ? line.substring(0, STDERR_LINE_CHARACTERS) : line);
            }
        } catch (IOException e) {
            // As for standard output.
        }
    }

    private static BufferedReader reader(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** Ends the child if it still runs; returns only when it is gone. */
    private static void stop(Process process) {
        boolean interrupted = false;
        process.destroy();
        long graceEnd = System.nanoTime() + GRACE.toNanos();
        while (process.isAlive()) {
            try {
                long left = graceEnd - System.nanoTime();
                if (left <= 0) {
                    process.destroyForcibly();
                    process.waitFor();
                } else if (process.waitFor(left, TimeUnit.NANOSECONDS)) {
                    break;
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
