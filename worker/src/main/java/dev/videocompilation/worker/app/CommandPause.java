package dev.videocompilation.worker.app;

import java.time.Duration;

/** How a command lets time pass. */
final class CommandPause {
    private CommandPause() {}

    /**
     * Sleeps.
     *
     * @throws CommandFailedException if the thread is interrupted
     */
    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted; what was not done yet is as it was", ExitCode.FAILED);
        }
    }
}
