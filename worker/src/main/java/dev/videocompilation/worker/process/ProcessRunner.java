package dev.videocompilation.worker.process;

import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.process.ProcessExit.Ending;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * thread is interrupted, the child gets SIGTERM and, {@link #GRACE} later, SIGKILL, and so do the processes that it started. A child
 * under a {@link Limiter} ends when this program does, even by SIGKILL; another one goes on then.
 */
public final class ProcessRunner {
    /** What a child has between the graceful and the forced stop. */
    public static final Duration GRACE = Duration.ofSeconds(2);

    private static final int STDOUT_LINE_BYTES = 64 << 10;
    private static final int STDERR_TAIL_LINES = 40;
    private static final int STDERR_LINE_BYTES = 500;

    /**
     * Runs the child and waits for its end.
     *
     * @throws StoppedException if the calling thread is interrupted; the child has ended by then
     * @throws UncheckedIOException if the program cannot be started
     */
    public ProcessExit run(ProcessRequest request) {
        Process process = start(request);
        AtomicBoolean over = new AtomicBoolean();
        try {
            AtomicBoolean outputLimitPassed = new AtomicBoolean();
            AtomicReference<@Nullable Throwable> consumerFailure = new AtomicReference<>();
            Deque<String> tail = new ArrayDeque<>();
            Thread stdout = Thread.ofVirtual()
                    .start(() -> readStdout(process, request, over, outputLimitPassed, consumerFailure));
            Thread stderr = Thread.ofVirtual().start(() -> readStderr(process, tail));
            long begin = System.nanoTime();
            boolean inTime = process.waitFor(request.deadline().toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                stop(process, request);
            }
            // Whatever was written is read to its end, or the ending says that it was not: a process that the child
            // left
            // behind can keep a pipe open, but not beyond the deadline.
            Duration left = request.deadline().minusNanos(System.nanoTime() - begin);
            boolean outRead = stdout.join(atLeastGrace(left));
            boolean errRead = stderr.join(GRACE);
            rethrow(consumerFailure.get());
            List<String> words;
            synchronized (tail) {
                words = List.copyOf(tail);
            }
            int code = process.exitValue();
            Ending ending;
            if (outputLimitPassed.get()) {
                ending = Ending.OUTPUT_LIMIT_PASSED;
            } else if (!inTime || !outRead || !errRead) {
                ending = Ending.DEADLINE_PASSED;
            } else {
                ending = request.limiter()
                        .map(limiter -> limiter.ending(code, words))
                        .orElse(Ending.BY_ITSELF);
            }
            return new ProcessExit(ending, code, words);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        } finally {
            over.set(true);
            stop(process, request);
        }
    }

    private static Duration atLeastGrace(Duration left) {
        return left.compareTo(GRACE) < 0 ? GRACE : left;
    }

    private static Process start(ProcessRequest request) {
        ProcessBuilder builder = new ProcessBuilder(request.command())
                .directory(request.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(request.environment());
        request.limiter().ifPresent(limiter -> {
            builder.command(limiter.command(request));
            builder.environment().clear();
            // The lifeline: nothing is ever written to it, and it breaks when this program ends.
            builder.redirectInput(ProcessBuilder.Redirect.PIPE);
        });
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("tried to start " + request.command().get(0) + " but it failed", e);
        }
    }

    private static void readStdout(
            Process process,
            ProcessRequest request,
            AtomicBoolean over,
            AtomicBoolean outputLimitPassed,
            AtomicReference<@Nullable Throwable> consumerFailure) {
        OutputLines lines = new OutputLines(request.stdoutLimitBytes(), STDOUT_LINE_BYTES, line -> {
            if (!over.get()) {
                request.stdoutLine().accept(line);
            }
        });
        try {
            if (!lines.read(process.getInputStream())) {
                outputLimitPassed.set(true);
                kill(process, request);
            }
        } catch (IOException e) {
            // The pipe breaks when the child is stopped; the exit tells the rest.
        } catch (RuntimeException | Error e) {
            consumerFailure.set(e);
            kill(process, request);
        }
    }

    private static void readStderr(Process process, Deque<String> tail) {
        OutputLines lines = new OutputLines(Long.MAX_VALUE, STDERR_LINE_BYTES, line -> {
            synchronized (tail) {
                if (tail.size() == STDERR_TAIL_LINES) {
                    tail.removeFirst();
                }
                tail.addLast(line);
            }
        });
        try {
            lines.read(process.getErrorStream());
        } catch (IOException e) {
            // As for standard output.
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    private static void kill(Process process, ProcessRequest request) {
        List<ProcessHandle> started = process.descendants().toList();
        // A limiter ends with its child, and before that takes note of its end: where this program is a container's
        // first
        // process, nobody else would, and the dead would stay in the table.
        if (request.limiter().isEmpty() || started.isEmpty()) {
            // Not Process.destroy, which closes the pipes and with them the child's last words.
            process.toHandle().destroyForcibly();
        }
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends the child if it still runs, and what it started; returns only when it is gone. */
    private static void stop(Process process, ProcessRequest request) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> started = process.descendants().toList();
        boolean interrupted = false;
        process.toHandle().destroy();
        long graceEnd = System.nanoTime() + GRACE.toNanos();
        while (process.isAlive()) {
            try {
                long left = graceEnd - System.nanoTime();
                if (left <= 0) {
                    kill(process, request);
                    if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                        process.toHandle().destroyForcibly();
                        process.waitFor();
                    }
                } else if (process.waitFor(left, TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        started.forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
