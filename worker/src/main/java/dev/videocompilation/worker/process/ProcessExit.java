package dev.videocompilation.worker.process;

import java.util.List;

/**
 * How a child process ended.
 *
 * @param ending by itself, or stopped by a limit of its request
 * @param exitCode its exit code; 128 + n where signal n ended it
 * @param stderrTail the last lines of its standard error, oldest first
 */
public record ProcessExit(Ending ending, int exitCode, List<String> stderrTail) {
    /** What ended the process. */
    public enum Ending {
        BY_ITSELF,
        DEADLINE_PASSED,
        OUTPUT_LIMIT_PASSED
    }

    public ProcessExit {
        stderrTail = List.copyOf(stderrTail);
    }

    public boolean succeeded() {
        return ending == Ending.BY_ITSELF && exitCode == 0;
    }
}
