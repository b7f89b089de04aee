package dev.videocompilation.demo;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.process.ProcessExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** The developer's ffmpeg, as the demo uses it: to make clips and to look at results, never to join. */
final class DemoFfmpeg {
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final long STDOUT_LIMIT_BYTES = 200_000_000;

    private final FfmpegBinaries binaries;
    private final Path directory;

    DemoFfmpeg(FfmpegBinaries binaries, Path directory) {
        this.binaries = Objects.requireNonNull(binaries);
        this.directory = Objects.requireNonNull(directory);
    }

    /** Runs ffmpeg; {@code purpose} completes the sentence "ffmpeg could not …". */
    void run(String purpose, List<String> arguments) {
        run(purpose, arguments, line -> {});
    }

    /** Runs ffmpeg and hands over each line of its standard output. */
    void run(String purpose, List<String> arguments, Consumer<String> stdoutLine) {
        List<String> all = new ArrayList<>(List.of("-hide_banner", "-nostdin", "-y", "-v", "error"));
        all.addAll(arguments);
        ProcessExit exit = binaries.run(Program.FFMPEG, all, directory, DEADLINE, STDOUT_LIMIT_BYTES, stdoutLine);
        if (!exit.succeeded()) {
            String said = exit.stderrTail().isEmpty()
                    ? exit.ending() + ", exit code " + exit.exitCode()
                    : exit.stderrTail().getLast();
            throw new DemoFailedException("ffmpeg could not " + purpose + ": " + said);
        }
    }
}
