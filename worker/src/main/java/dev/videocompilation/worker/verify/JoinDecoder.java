package dev.videocompilation.worker.verify;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.process.ProcessExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decodes pictures and sound at the beginning, on both sides of every join and at the end, with every error fatal. Decoding
 * starts on the key frame before, so a clip's whole last group of pictures is decoded too.
 */
final class JoinDecoder {
    private static final int FRAMES_AFTER_JOIN = 4;
    private static final long OUTPUT_LIMIT_BYTES = 16L << 20;

    private final FfmpegBinaries binaries;
    private final Duration deadline;

    JoinDecoder(FfmpegBinaries binaries, Duration deadline) {
        this.binaries = binaries;
        this.deadline = deadline;
    }

    /** Frames to decode from a place on; {@code name} says where that is. */
    private record Window(String name, Rational from, int frames) {}

    /** What could not be decoded, empty where everything could. */
    List<String> defects(CompilePlan plan, Path output) {
        List<String> defects = new ArrayList<>();
        for (Window window : windows(plan)) {
            decode(window, output, defects);
        }
        return defects;
    }

    private static List<Window> windows(CompilePlan plan) {
        List<Window> windows = new ArrayList<>();
        PlannedClip before = plan.clips().get(0);
        windows.add(new Window("the beginning", before.start(), Math.min(before.frames(), FRAMES_AFTER_JOIN)));
        for (PlannedClip clip : plan.joins()) {
            windows.add(new Window(
                    "the join of %s and %s"
                            .formatted(before.clip().ref(), clip.clip().ref()),
                    lastFrame(before),
                    1 + Math.min(clip.frames(), FRAMES_AFTER_JOIN)));
            before = clip;
        }
        windows.add(new Window("the end", lastFrame(before), 1));
        return windows;
    }

    /** A little before the clip's last presented frame, so that rounding cannot skip it. */
    private static Rational lastFrame(PlannedClip clip) {
        long ticks = clip.clip().video().packets().packets().stream()
                .mapToLong(packet -> packet.pts())
                .max()
                .orElseThrow();
        Rational place = clip.clip()
                .video()
                .packets()
                .timeBase()
                .times(ticks - clip.clip().video().packets().startTicks());
        Rational margin = new Rational(1, 4000);
        Rational seek = clip.start().plus(place).minus(margin);
        return seek.compareTo(Rational.ZERO) < 0 ? Rational.ZERO : seek;
    }

    private void decode(Window window, Path output, List<String> defects) {
        AtomicInteger frames = new AtomicInteger();
        long microseconds = window.from().times(1_000_000).round();
        ProcessExit exit = binaries.run(
                Program.FFMPEG,
                List.of(
                        "-nostdin",
                        "-hide_banner",
                        "-v",
                        "error",
                        "-xerror",
                        "-err_detect",
                        "explode",
                        "-protocol_whitelist",
                        "file",
                        "-f",
                        "mov",
                        "-ss",
                        microseconds + "us",
                        "-i",
                        "file:" + Objects.requireNonNull(output.getFileName()),
                        "-map",
                        "0:v:0",
                        "-map",
                        "0:a:0?",
                        "-frames:v",
                        Integer.toString(window.frames()),
                        "-t",
                        "5",
                        "-shortest",
                        "-f",
                        "framecrc",
                        "-c:a",
                        "pcm_s16le",
                        "pipe:1"),
                Objects.requireNonNull(output.getParent()),
                deadline,
                OUTPUT_LIMIT_BYTES,
                line -> {
                    if (line.startsWith("0,")) {
                        frames.incrementAndGet();
                    }
                });
        if (exit.exitCode() > 128 && exit.ending() == ProcessExit.Ending.BY_ITSELF) {
            throw new TransientException(ErrorCode.ENGINE_FAILED, "ffmpeg was killed during the proof", null);
        }
        if (!exit.succeeded()) {
            defects.add("%s does not decode: %s".formatted(window.name(), String.join("; ", exit.stderrTail())));
        } else if (frames.get() != window.frames()) {
            defects.add("%d of %d frames decode at %s".formatted(frames.get(), window.frames(), window.name()));
        }
    }
}
