package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.binaries.LoudnessReading;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.Loudness;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.Container;
import dev.videocompilation.worker.process.ProcessExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Measures the loudness of an output whose plan promises one. */
final class LoudnessProof {
    private static final double TOLERATED_LU = 1;
    /** What an encoder may add to peaks. */
    private static final double TOLERATED_PEAK_DB = 1;
    /** Some ten lines for each tenth of a second. */
    private static final long OUTPUT_LIMIT_BYTES = 256L << 20;

    private final FfmpegBinaries binaries;
    private final Duration deadline;

    LoudnessProof(FfmpegBinaries binaries, Duration deadline) {
        this.binaries = binaries.writingAtMost(0);
        this.deadline = deadline;
    }

    /** What is wrong, empty where nothing is or nothing was promised. */
    Optional<String> defect(CompilePlan plan, Path output) {
        return plan.sound() instanceof SoundPlan.Exact exact && exact.loudness() instanceof Loudness.Brought brought
                ? defect(brought, output)
                : Optional.empty();
    }

    private Optional<String> defect(Loudness.Brought brought, Path output) {
        List<String> arguments = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-v", "error", "-xerror"));
        arguments.addAll(Container.ISO_BMFF.inputArguments());
        arguments.addAll(List.of("-i", "file:" + output.getFileName(), "-map", "0:a:0"));
        arguments.addAll(List.of("-af", LoudnessReading.FILTERS, "-f", "null", "-"));
        LoudnessReading found = new LoudnessReading();
        ProcessExit exit = binaries.run(
                Program.FFMPEG,
                arguments,
                Objects.requireNonNull(output.toAbsolutePath().getParent()),
                deadline,
                OUTPUT_LIMIT_BYTES,
                found::accept);
        ProofEnding.requireOwn(binaries, exit, deadline);
        if (!exit.succeeded()) {
            return Optional.of("the sound does not decode: " + String.join("; ", exit.stderrTail()));
        }
        if (Math.abs(found.integratedLufs() - brought.toLufs()) > TOLERATED_LU) {
            return Optional.of("the output's loudness is %.1f LUFS, the plan says %.1f LUFS"
                    .formatted(found.integratedLufs(), brought.toLufs()));
        }
        return found.truePeakDb() > Loudness.MOST_TRUE_PEAK_DB + TOLERATED_PEAK_DB
                ? Optional.of("the output's sound has a peak of %.1f dBTP".formatted(found.truePeakDb()))
                : Optional.empty();
    }
}
