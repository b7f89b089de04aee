package dev.videocompilation.worker.binaries;

import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.process.ProcessExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Tries whether ffmpeg's limits hold on this machine, where there are any. */
public final class LimitTrial {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final long OUTPUT_LIMIT_BYTES = 1L << 20;
    /** In which no program can be loaded. */
    private static final long HARDLY_ANY_MEMORY_BYTES = 64L << 10;

    private LimitTrial() {}

    /**
     * Says what the limits are, or what it means that there are none.
     *
     * @throws FfmpegUnusableException if there are limits, but ffmpeg does not run under them or they stop nothing
     */
    public static String of(FfmpegBinaries binaries) {
        if (!binaries.isLimited()) {
            return ("there is no %s in FFMPEG_HOME=%s (the build makes it on Linux with a C compiler): ffmpeg is stopped at its"
                            + " deadlines alone, may use memory and processor time without limit, and goes on when the worker is"
                            + " killed")
                    .formatted(FfmpegBinaries.LIMITED, binaries.home());
        }
        ProcessExit usual = run(binaries);
        if (!usual.succeeded()) {
            throw new FfmpegUnusableException("ffmpeg does not run under its limits (%s): it ended with code %d: %s"
                    .formatted(binaries.limits(), usual.exitCode(), String.join(" ", usual.stderrTail())));
        }
        FfmpegLimits limits = binaries.limits();
        if (run(binaries.under(new FfmpegLimits(HARDLY_ANY_MEMORY_BYTES, limits.cpu(), limits.fileBytes())))
                .succeeded()) {
            throw new FfmpegUnusableException(
                    "limits have no effect here: ffmpeg ran in %d KiB of memory; the platform must support setrlimit"
                            .formatted(HARDLY_ANY_MEMORY_BYTES >> 10));
        }
        return "tried: %s for an ffmpeg, which ends with the worker".formatted(limits);
    }

    private static ProcessExit run(FfmpegBinaries binaries) {
        return binaries.run(
                Program.FFMPEG, List.of("-version"), Path.of("/"), DEADLINE, OUTPUT_LIMIT_BYTES, line -> {});
    }
}
