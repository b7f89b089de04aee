package dev.videocompilation.worker.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A child process to run to its end.
 *
 * @param command the program's path and its arguments; no shell sees them
 * @param directory the working directory
 * @param environment the whole environment of the child; nothing is inherited
 * @param deadline after which the child is stopped
 * @param stdoutLimitBytes after which the child is stopped
 * @param stdoutLine called for each line of standard output (UTF-8), in order, on one thread
 * @param limiter what starts it under limits; without, it is started directly
 */
public record ProcessRequest(
        List<String> command,
        Path directory,
        Map<String, String> environment,
        Duration deadline,
        long stdoutLimitBytes,
        Consumer<String> stdoutLine,
        Optional<Limiter> limiter) {
    public ProcessRequest {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A child without limits but those of its deadline and its output. */
    public ProcessRequest(
            List<String> command,
            Path directory,
            Map<String, String> environment,
            Duration deadline,
            long stdoutLimitBytes,
            Consumer<String> stdoutLine) {
        this(command, directory, environment, deadline, stdoutLimitBytes, stdoutLine, Optional.empty());
    }

    /** The same child, started under limits. */
    public ProcessRequest under(Limiter limiter) {
        return new ProcessRequest(
                command, directory, environment, deadline, stdoutLimitBytes, stdoutLine, Optional.of(limiter));
    }
}
