package dev.videocompilation.worker.verify;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.binaries.SideBySide;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.plan.PictureTreatment;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.Container;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.process.ProcessExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Decodes pictures and sound at the beginning, on both sides of every join and at the end, or all of it where the settings ask for
 * that, with every error fatal. Around a join decoding starts on the key frame before, so a whole last group of pictures is decoded too.
 */
final class JoinDecoder {
    private static final int FRAMES_AFTER_JOIN = 4;
    private static final Rational SPARE = new Rational(1, 10);
    private static final long OUTPUT_LIMIT_BYTES = 16L << 20;
    /** A line for each packet of picture and sound. */
    private static final long WHOLE_OUTPUT_LIMIT_BYTES = 8L << 30;

    private static final int BLOCK = 128;
    /** ffmpeg's words; further ones sound as if memory had run out. */
    private static final String TOO_MANY_PIXELS = "exceeds specified max pixel count";

    private final FfmpegBinaries binaries;
    private final VerifySettings settings;

    JoinDecoder(FfmpegBinaries binaries, VerifySettings settings) {
        this.binaries = binaries.writingAtMost(0);
        this.settings = settings;
    }

    /** Frames to decode from a place on, within a length of time; {@code name} says where that is. */
    private record Window(String name, Rational from, int frames, Rational length) {}

    /** What could not be decoded, empty where everything could. */
    List<String> defects(CompilePlan plan, Path output) {
        return switch (settings.decode()) {
            case JOINS ->
                SideBySide.map(windows(plan), window -> decode(plan, window, output)).stream()
                        .flatMap(Optional::stream)
                        .toList();
            case ALL -> decodeWhole(plan, output).stream().toList();
        };
    }

    /** Decoding may take as long as playing, besides the deadline that every ffmpeg of the proof has. */
    private Optional<String> decodeWhole(CompilePlan plan, Path output) {
        Duration playing = Duration.ofMillis((long) (plan.duration().toDouble() * 1000));
        return decode(
                "the whole",
                plan.frames(),
                arguments(plan, output, List.of(), List.of("-fps_mode", "passthrough")),
                output,
                settings.deadline().plus(playing),
                WHOLE_OUTPUT_LIMIT_BYTES);
    }

    /** Which of the copied clips does not decode by itself either, and why; empty where each does. */
    Optional<RejectedException> damagedClip(CompilePlan plan) {
        for (PlannedClip placed : plan.clips()) {
            if (placed.treatment() instanceof PictureTreatment.Copied) {
                ProbedClip clip = placed.clip();
                Duration playing = Duration.ofMillis((long) (placed.duration().toDouble() * 1000));
                List<String> limits = new ArrayList<>(List.of("-fps_mode", "passthrough"));
                if (!(plan.sound() instanceof SoundPlan.Copied)) {
                    limits.add("-an");
                }
                Optional<String> defect = decode(
                        clip.ref().toString(),
                        placed.frames(),
                        arguments(plan, clip.file(), List.of(), limits),
                        clip.file(),
                        settings.deadline().plus(playing),
                        WHOLE_OUTPUT_LIMIT_BYTES);
                if (defect.isPresent()) {
                    return Optional.of(new RejectedException(ErrorCode.CLIP_UNREADABLE, defect.get(), clip.ref()));
                }
            }
        }
        return Optional.empty();
    }

    private static List<Window> windows(CompilePlan plan) {
        List<Window> windows = new ArrayList<>();
        PicturePiece before = plan.pieces().get(0);
        // A clip that stands alone keeps its own beginning.
        Rational begin = plan.pieces().size() == 1 ? before.pictures().start() : Rational.ZERO;
        Rational from = begin.compareTo(Rational.ZERO) < 0 ? Rational.ZERO : begin;
        windows.add(window("the beginning", before, from, Math.min(before.frames(), FRAMES_AFTER_JOIN)));
        for (PicturePiece piece : plan.joins()) {
            windows.add(windowFromEnd(
                    "the join of %s and %s".formatted(before.name(), piece.name()),
                    before,
                    piece,
                    Math.min(piece.frames(), FRAMES_AFTER_JOIN)));
            before = piece;
        }
        Window end = windowFromEnd("the end", before, before, 0);
        windows.add(new Window(end.name(), end.from().plus(from), end.frames(), end.length()));
        return windows;
    }

    private static Window window(String name, PicturePiece piece, Rational from, int frames) {
        Rational frame = piece.duration().times(new Rational(1, piece.frames()));
        return new Window(name, from, frames, frame.times(frames + 1L).plus(SPARE));
    }

    /** From the last frame of a piece on; from its first, where it cannot be decoded from a later key frame on. */
    private static Window windowFromEnd(String name, PicturePiece before, PicturePiece piece, int framesAfter) {
        if (!before.pictures().hasOpenGroups()) {
            return window(name, piece, lastFrame(before), 1 + framesAfter);
        }
        Rational after = piece.duration().times(new Rational(framesAfter + 1L, piece.frames()));
        return new Window(
                name,
                before.start(),
                before.frames() + framesAfter,
                before.duration().plus(after).plus(SPARE));
    }

    /** A little before the piece's last presented frame, so that rounding cannot skip it. */
    private static Rational lastFrame(PicturePiece piece) {
        PacketTable pictures = piece.pictures();
        long ticks = pictures.packets().stream().mapToLong(Packet::pts).max().orElseThrow();
        Rational place = pictures.timeBase().times(ticks - pictures.startTicks());
        Rational margin = new Rational(1, 4000);
        Rational seek = piece.start().plus(place).minus(margin);
        return seek.compareTo(Rational.ZERO) < 0 ? Rational.ZERO : seek;
    }

    private Optional<String> decode(CompilePlan plan, Window window, Path output) {
        List<String> limits =
                List.of("-frames:v", Integer.toString(window.frames()), "-t", microseconds(window.length()));
        return decode(
                window.name(),
                window.frames(),
                arguments(plan, output, List.of("-ss", microseconds(window.from())), limits),
                output,
                settings.deadline(),
                OUTPUT_LIMIT_BYTES);
    }

    private Optional<String> decode(
            String name, int wanted, List<String> arguments, Path output, Duration deadline, long outputLimitBytes) {
        AtomicInteger frames = new AtomicInteger();
        ProcessExit exit = binaries.run(
                Program.FFMPEG,
                arguments,
                Objects.requireNonNull(output.toAbsolutePath().getParent()),
                deadline,
                outputLimitBytes,
                line -> {
                    if (line.startsWith("0,")) {
                        frames.incrementAndGet();
                    }
                });
        if (exit.stderrTail().stream().anyMatch(line -> line.contains(TOO_MANY_PIXELS))) {
            return Optional.of("%s holds a picture larger than the clips' headers say".formatted(name));
        }
        ProofEnding.requireOwn(binaries, exit, deadline);
        if (!exit.succeeded()) {
            // Without the places in memory that ffmpeg names.
            String words = exit.stderrTail().stream()
                    .map(line -> line.replaceAll(" @ 0x[0-9a-f]+]", "]"))
                    .distinct()
                    .collect(Collectors.joining("; "));
            return Optional.of("%s does not decode: %s".formatted(name, words));
        }
        return frames.get() == wanted
                ? Optional.empty()
                : Optional.of("%d of %d frames decode at %s".formatted(frames.get(), wanted, name));
    }

    private static List<String> arguments(CompilePlan plan, Path output, List<String> place, List<String> limits) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-nostdin", "-hide_banner", "-v", "error", "-xerror", "-err_detect", "explode"));
        arguments.addAll(List.of("-max_pixels", Long.toString(mostPixels(plan))));
        arguments.addAll(Container.ISO_BMFF.inputArguments());
        arguments.addAll(place);
        arguments.addAll(List.of("-i", "file:" + output.getFileName(), "-map", "0:v:0", "-map", "0:a:0?"));
        arguments.addAll(limits);
        arguments.addAll(List.of("-c:a", "pcm_s16le", "-f", "framecrc", "pipe:1"));
        return arguments;
    }

    /** A packet may bring a size of its own, beyond the one that was probed and allowed; decoders round sizes up to their blocks. */
    private static long mostPixels(CompilePlan plan) {
        return (long) (plan.target().width() + BLOCK) * (plan.target().height() + BLOCK);
    }

    private static String microseconds(Rational seconds) {
        return seconds.times(1_000_000).round() + "us";
    }
}
