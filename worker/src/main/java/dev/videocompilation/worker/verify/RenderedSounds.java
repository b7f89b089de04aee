package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.binaries.SideBySide;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.process.ProcessExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Listens to a final file whose sound was encoded: at each clip's place it must be the join's, not more than 20 ms off, and it must
 * last as long. Decoded sound goes to scratch, 24 KB a second each, and is removed.
 */
final class RenderedSounds {
    /** How much of each clip is listened to. */
    private static final Rational STRETCH = Rational.of(10);

    private static final int MOST_DEFECTS = 5;
    private static final long OUTPUT_LIMIT_BYTES = 1L << 20;
    private static final long SPARE_FILE_BYTES = 64L << 20;
    /** 20 ms. */
    private static final long MOST_SHORTER = SoundComparison.RATE_HZ / 50;
    /** What cannot be told to be padding: two frames of MP3 at 32 kHz. */
    private static final long MOST_LONGER = SoundComparison.RATE_HZ / 12;

    private final FfmpegBinaries binaries;
    private final Duration deadline;

    RenderedSounds(FfmpegBinaries binaries, Duration deadline) {
        this.binaries = binaries;
        this.deadline = deadline;
    }

    private record Heard(String failure, Path file) {}

    /** What is wrong, empty where nothing is. */
    List<String> defects(CompilePlan plan, ProbedClip join, ProbedClip found) {
        Path directory = Objects.requireNonNull(found.file().toAbsolutePath().getParent());
        Path own = directory.resolve("heard-join.raw");
        Path made = directory.resolve("heard-final.raw");
        try {
            try {
                List<Heard> heard = SideBySide.map(
                        List.of(0, 1), number -> number == 0 ? decode(join, own, plan) : decode(found, made, plan));
                List<String> failures = heard.stream()
                        .map(Heard::failure)
                        .filter(failure -> !failure.isEmpty())
                        .toList();
                return failures.isEmpty() ? compare(plan, own, made) : failures;
            } finally {
                Files.deleteIfExists(own);
                Files.deleteIfExists(made);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tried to compare decoded sound but failed", e);
        }
    }

    private Heard decode(ProbedClip file, Path target, CompilePlan plan) {
        List<String> arguments =
                new ArrayList<>(List.of("-nostdin", "-hide_banner", "-v", "error", "-xerror", "-y", "-vn"));
        arguments.addAll(List.of("-copyts", "-err_detect", "explode"));
        arguments.addAll(file.container().inputArguments());
        arguments.addAll(List.of("-i", "file:" + file.file().getFileName(), "-map", "0:a:0"));
        // From where the pictures begin, which need not be where the file does; ffmpeg itself would begin with the
        // file.
        double start = file.video().packets().start().toDouble();
        arguments.addAll(List.of(
                "-af",
                "asetpts=PTS-%.6f/TB,aresample=%d:async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=mono"
                        .formatted(start, SoundComparison.RATE_HZ)));
        arguments.addAll(List.of("-f", "s16le", "file:" + target.getFileName()));
        long bytes = 2 * plan.duration().times(SoundComparison.RATE_HZ).round() * Short.BYTES;
        FfmpegBinaries limited = binaries.writingAtMost(bytes + SPARE_FILE_BYTES);
        ProcessExit exit = limited.run(
                Program.FFMPEG,
                arguments,
                Objects.requireNonNull(target.toAbsolutePath().getParent()),
                deadline,
                OUTPUT_LIMIT_BYTES,
                _ -> {});
        ProofEnding.requireOwn(limited, exit, deadline);
        return new Heard(
                exit.succeeded() ? "" : "the sound does not decode: " + String.join("; ", exit.stderrTail()), target);
    }

    private static List<String> compare(CompilePlan plan, Path own, Path made) throws IOException {
        List<String> defects = new ArrayList<>();
        long longer = (Files.size(made) - Files.size(own)) / Short.BYTES;
        if (longer < -MOST_SHORTER || longer > MOST_LONGER) {
            defects.add("the final file's sound is heard for %.0f ms %s than the join's"
                    .formatted(Math.abs(longer) * 1000.0 / SoundComparison.RATE_HZ, longer < 0 ? "less" : "longer"));
        }
        for (PlannedClip clip : plan.clips()) {
            if (defects.size() >= MOST_DEFECTS) {
                break;
            }
            long place = clip.start().times(SoundComparison.RATE_HZ).round();
            Rational length = clip.duration().compareTo(STRETCH) < 0 ? clip.duration() : STRETCH;
            int count = (int) length.times(SoundComparison.RATE_HZ).round();
            short[] wanted = HeardSound.read(own, 1, place, count).channel(0);
            short[] heard = HeardSound.read(made, 1, place, count).channel(0);
            Optional<String> defect = new SoundComparison(wanted, heard).defectNearby();
            defect.ifPresent(words -> defects.add("the final file's sound at %s %s"
                    .formatted(clip.clip().ref(), words.replace("the clip", "the join"))));
        }
        return defects;
    }
}
