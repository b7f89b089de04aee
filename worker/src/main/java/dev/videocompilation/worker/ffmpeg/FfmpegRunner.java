package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.process.ProcessExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.DoubleConsumer;

/** Makes the output that a plan describes. */
public final class FfmpegRunner {
    private static final String OUTPUT_FILE = "output.mp4";
    private static final long OUTPUT_LIMIT_BYTES = 256L << 20;

    private final FfmpegBinaries binaries;
    private final JoinSettings settings;

    public FfmpegRunner(FfmpegBinaries binaries, JoinSettings settings) {
        this.binaries = Objects.requireNonNull(binaries);
        this.settings = Objects.requireNonNull(settings);
    }

    /**
     * Runs ffmpeg over the plan.
     *
     * @param directory which holds all the plan's clips and receives the output
     * @param progress gets the share that is done, 0 to 1, never less than before
     * @return the output's file
     * @throws TransientException if the disk is full or ffmpeg was killed from outside
     * @throws RejectedException if ffmpeg fails or passes its deadline
     */
    public Path join(CompilePlan plan, Path directory, DoubleConsumer progress) {
        try {
            Files.writeString(directory.resolve(FfmpegArguments.LIST_FILE), FfmpegArguments.list(plan));
            Files.writeString(directory.resolve(FfmpegArguments.GRAPH_FILE), FfmpegArguments.soundGraph(plan));
        } catch (IOException e) {
            throw new UncheckedIOException("tried to write the list of clips but failed", e);
        }
        FfmpegProgress parser = new FfmpegProgress(plan.duration(), progress);
        ProcessExit exit = binaries.run(
                Program.FFMPEG,
                FfmpegArguments.join(plan, OUTPUT_FILE),
                directory,
                settings.deadline(),
                OUTPUT_LIMIT_BYTES,
                parser::accept);
        if (!exit.succeeded()) {
            throw failure(exit);
        }
        return directory.resolve(OUTPUT_FILE);
    }

    private RuntimeException failure(ProcessExit exit) {
        String words = String.join("; ", exit.stderrTail());
        if (words.contains("No space left on device")) {
            return new TransientException(ErrorCode.DISK_FULL, "the scratch disk was full while joining", null);
        }
        return switch (exit.ending()) {
            case DEADLINE_PASSED, OUTPUT_LIMIT_PASSED ->
                new RejectedException(
                        ErrorCode.ENGINE_TIMEOUT,
                        "joining took longer than the %d s allowed"
                                .formatted(settings.deadline().toSeconds()));
            case BY_ITSELF ->
                exit.endedFromOutside()
                        ? new TransientException(
                                ErrorCode.ENGINE_FAILED, "ffmpeg was ended from outside while joining", null)
                        : new RejectedException(
                                ErrorCode.ENGINE_FAILED,
                                "ffmpeg ended with code %d: %s"
                                        .formatted(exit.exitCode(), words.isEmpty() ? "no reason given" : words));
        };
    }
}
