package dev.videocompilation.worker.process;

import dev.videocompilation.worker.process.ProcessExit.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Starts a child by the small program {@code limited} (its source: {@code src/main/c/limited.c}), which sets what Java cannot set
 * on a child: limits, no new privileges, and that it ends when the worker does, by whatever signal.
 *
 * @param program where {@code limited} is
 * @param limits what the child may use
 */
public record Limiter(Path program, ProcessLimits limits) {
    /** The largest number that {@code limited} takes. */
    private static final long MOST = 1L << 53;

    /** How long the child may outlive its deadline where the worker, stopped or stuck, does not end it. */
    private static final Duration WALL_BEYOND_DEADLINE = ProcessRunner.GRACE.multipliedBy(3);

    private static final int WALL_PASSED = 128 + 14;
    private static final int CPU_PASSED = 128 + 24;
    private static final int FILE_PASSED = 128 + 25;

    private static final String OWN_WORDS = "limited: ";
    private static final int CANNOT_START = 126;
    private static final Set<Integer> OWN_FAILURES = Set.of(125, CANNOT_START, 127);

    /**
     * How programs say that they were denied memory, or a thread for want of it: the words of glibc and its loader, of musl, of C++,
     * and of ffmpeg, whose decoders go on to call the data invalid.
     */
    private static final Pattern DENIED_MEMORY = Pattern.compile("(?i)(?:cannot|could not|failed to|unable to) allocate"
            + "|out of memory|bad_alloc|failed to map segment|pthread_create\\(?\\)? failed|get_buffer\\(\\) failed");

    public Limiter {
        Objects.requireNonNull(program);
        Objects.requireNonNull(limits);
    }

    /** What to start instead of the request's own command; its environment is among the arguments. */
    List<String> command(ProcessRequest request) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.add("--address-space=" + Math.min(limits.addressSpaceBytes(), MOST));
        command.add("--cpu=" + wholeSeconds(limits.cpu()));
        command.add("--file-size=" + Math.min(limits.fileBytes(), MOST));
        command.add("--open-files=" + limits.openFiles());
        command.add("--wall=" + wholeSeconds(request.deadline().plus(WALL_BEYOND_DEADLINE)));
        request.environment().forEach((name, value) -> command.add("--env=" + name + "=" + value));
        command.add("--");
        command.addAll(request.command());
        return command;
    }

    /**
     * What the exit code and the last words of a child that nobody here stopped tell of its end.
     *
     * @throws UncheckedIOException if the child could not be started
     */
    Ending ending(int exitCode, List<String> stderrTail) {
        boolean ownFailure = OWN_FAILURES.contains(exitCode)
                && !stderrTail.isEmpty()
                && stderrTail.getLast().startsWith(OWN_WORDS);
        if (ownFailure && !(exitCode == CANNOT_START && wasDeniedMemory(stderrTail))) {
            throw new UncheckedIOException(
                    "tried to start a program under limits but it failed", new IOException(stderrTail.getLast()));
        }
        return switch (exitCode) {
            case 0 -> Ending.BY_ITSELF;
            case WALL_PASSED -> Ending.DEADLINE_PASSED;
            case CPU_PASSED -> Ending.CPU_LIMIT_PASSED;
            case FILE_PASSED -> Ending.FILE_LIMIT_PASSED;
            default -> wasDeniedMemory(stderrTail) ? Ending.MEMORY_LIMIT_PASSED : Ending.BY_ITSELF;
        };
    }

    private static boolean wasDeniedMemory(List<String> words) {
        return words.stream().anyMatch(line -> DENIED_MEMORY.matcher(line).find());
    }

    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
    }
}
