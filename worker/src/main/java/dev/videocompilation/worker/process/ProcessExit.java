package dev.videocompilation.worker.process;

import java.util.List;
import java.util.Set;

/**
 * How a child process ended.
 *
 * @param ending by itself, or stopped by a limit of its request; the last three are told apart under a {@link Limiter} only
 * @param exitCode its exit code; 128 + n where signal n ended it
 * @param stderrTail the last lines of its standard error, oldest first
 */
public record ProcessExit(Ending ending, int exitCode, List<String> stderrTail) {
    /** What ended the process. */
    public enum Ending {
        BY_ITSELF,
        DEADLINE_PASSED,
        OUTPUT_LIMIT_PASSED,
        CPU_LIMIT_PASSED,
        MEMORY_LIMIT_PASSED,
        FILE_LIMIT_PASSED
    }

    /** 128 + SIGHUP, SIGINT, SIGKILL, SIGTERM; and 255, into which ffmpeg turns the last when it could still tidy up. */
    private static final Set<Integer> CODES_FROM_OUTSIDE = Set.of(129, 130, 137, 143, 255);

    public ProcessExit {
        stderrTail = List.copyOf(stderrTail);
    }

    public boolean succeeded() {
        return ending == Ending.BY_ITSELF && exitCode == 0;
    }

    /**
     * Whether somebody else ended it: a person, the kernel for want of memory. An exit code above 128 alone does not say so:
     * ffmpeg's own failures end in 256 minus an error number, and a crash (SIGSEGV, SIGABRT) is the program's.
     */
    public boolean endedFromOutside() {
        return ending == Ending.BY_ITSELF && CODES_FROM_OUTSIDE.contains(exitCode);
    }
}
