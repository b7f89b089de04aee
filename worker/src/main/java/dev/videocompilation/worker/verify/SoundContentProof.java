package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.binaries.SideBySide;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.Loudness;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.Container;
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
 * Listens: decodes the beginning of each clip's own sound, and the output's sound, and compares the two at each clip's place.
 * Packet times and counts cannot tell that sound was encoded late or from another clip; this can. Decoded sound goes to scratch
 * beside the output, 24 KB a second and channel, and is removed.
 */
final class SoundContentProof {
    /** How much of each clip is listened to. */
    private static final Rational STRETCH = Rational.of(10);
    /** Clips decoded by one ffmpeg; starting one takes longer than decoding a clip. */
    private static final int CLIPS_AT_ONCE = 25;

    private static final List<String> CHANNEL_NAMES = List.of("left", "right");

    private static final int MOST_DEFECTS = 5;
    private static final long OUTPUT_LIMIT_BYTES = 1L << 20;
    /** Added to twice the decoded sound's size: generous, for a limit is no estimate. */
    private static final long SPARE_FILE_BYTES = 64L << 20;

    private final FfmpegBinaries binaries;
    private final Duration deadline;

    SoundContentProof(FfmpegBinaries binaries, Duration deadline) {
        this.binaries = binaries;
        this.deadline = deadline;
    }

    private record Input(Path file, Container container) {}

    /** Sound to decode to a file: the output's, or that of some clips of one directory, one after another. */
    private record Decoding(List<Input> inputs, List<String> limit, String graph, Path target, long mostBytes) {
        /** A file in the directory that holds the inputs. */
        Path place() {
            return inputs.isEmpty() ? target : inputs.get(0).file();
        }
    }

    /** What does not sound as it should, empty where everything does. Not listened to: sound that is one clip's, packet by packet. */
    List<String> defects(CompilePlan plan, Path output) {
        return switch (plan.sound()) {
            case SoundPlan.None none -> List.of();
            case SoundPlan.Copied copied -> List.of();
            case SoundPlan.CopiedFrames frames -> defects(plan, output, frames.channels() == 2 ? 2 : 1);
            case SoundPlan.Exact exact -> defects(plan, output, exact.channels() == 2 ? 2 : 1);
        };
    }

    private List<String> defects(CompilePlan plan, Path output, int channels) {
        Path directory = Objects.requireNonNull(output.toAbsolutePath().getParent());
        List<Decoding> decodings = new ArrayList<>();
        Path heard = directory.resolve("heard-output.raw");
        long outputSamples = plan.duration().times(SoundComparison.RATE_HZ).round();
        decodings.add(new Decoding(
                List.of(new Input(output, Container.ISO_BMFF)),
                List.of(),
                "[0:a:0]" + listen(channels) + "[heard]",
                heard,
                mostBytes(outputSamples, channels)));
        for (int from = 0; from < plan.clips().size(); from += CLIPS_AT_ONCE) {
            List<PlannedClip> some = plan.clips()
                    .subList(from, Math.min(from + CLIPS_AT_ONCE, plan.clips().size()));
            decodings.add(clips(some, channels, directory.resolve("heard-clips-%04d.raw".formatted(from))));
        }
        try {
            try {
                List<String> failures = SideBySide.map(decodings, this::decode).stream()
                        .filter(failure -> !failure.isEmpty())
                        .toList();
                return failures.isEmpty() ? compare(plan, channels, heard, decodings) : failures;
            } finally {
                for (Decoding decoding : decodings) {
                    Files.deleteIfExists(decoding.target());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tried to compare decoded sound but failed", e);
        }
    }

    private static Decoding clips(List<PlannedClip> clips, int channels, Path target) {
        StringBuilder graph = new StringBuilder();
        StringBuilder ends = new StringBuilder();
        List<Input> inputs = new ArrayList<>();
        long allSamples = 0;
        for (int i = 0; i < clips.size(); i++) {
            PlannedClip clip = clips.get(i);
            int samples = samples(clip);
            String source = "anullsrc=sample_rate=%d,".formatted(SoundComparison.RATE_HZ);
            if (clip.clip().audio().isPresent()) {
                source = "[%d:a:0]".formatted(inputs.size());
                inputs.add(new Input(clip.clip().file(), clip.clip().container()));
            }
            graph.append("%s%s,apad=whole_len=%d,atrim=end_sample=%d,asetpts=N/SR/TB[s%d];"
                    .formatted(source, listen(channels), samples, samples, i));
            ends.append("[s%d]".formatted(i));
            allSamples += samples;
        }
        graph.append(ends).append("concat=n=%d:v=0:a=1[heard]".formatted(clips.size()));
        // A second more than is compared, so that no rounding shortens it.
        List<String> limit = List.of("-t", STRETCH.plus(Rational.of(1)).toString());
        return new Decoding(inputs, limit, graph.toString(), target, mostBytes(allSamples, channels));
    }

    private static long mostBytes(long samples, int channels) {
        return 2 * samples * channels * Short.BYTES + SPARE_FILE_BYTES;
    }

    /** An empty text, or what failed. */
    private String decode(Decoding decoding) {
        List<String> arguments = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-v", "error", "-xerror", "-y"));
        for (Input input : decoding.inputs()) {
            arguments.addAll(decoding.limit());
            arguments.addAll(List.of("-err_detect", "explode", "-vn"));
            arguments.addAll(input.container().inputArguments());
            arguments.addAll(List.of("-i", "file:" + input.file().getFileName()));
        }
        arguments.addAll(List.of("-filter_complex", decoding.graph(), "-map", "[heard]", "-f", "s16le"));
        arguments.add("file:" + decoding.target());
        FfmpegBinaries limited = binaries.writingAtMost(decoding.mostBytes());
        ProcessExit exit = limited.run(
                Program.FFMPEG,
                arguments,
                Objects.requireNonNull(decoding.place().toAbsolutePath().getParent()),
                deadline,
                OUTPUT_LIMIT_BYTES,
                line -> {});
        ProofEnding.requireOwn(limited, exit, deadline);
        return exit.succeeded() ? "" : "the sound does not decode: " + String.join("; ", exit.stderrTail());
    }

    private static List<String> compare(CompilePlan plan, int channels, Path heard, List<Decoding> decodings)
            throws IOException {
        List<String> defects = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < plan.clips().size() && defects.size() < MOST_DEFECTS; i++) {
            PlannedClip clip = plan.clips().get(i);
            if (i % CLIPS_AT_ONCE == 0) {
                from = 0;
            }
            int count = samples(clip);
            Path own = decodings.get(1 + i / CLIPS_AT_ONCE).target();
            long place = plan.soundStart(clip).times(SoundComparison.RATE_HZ).round();
            // Where it is mixed with a neighbour's it sounds like neither.
            int mixed = samples(clip.overlap());
            int whole = Math.min(samples(clip.duration().minus(overlapOfNext(plan, i))), wholeSamples(plan, i));
            int alone = Math.min(count, whole) - mixed;
            if (alone > 0) {
                HeardSound found =
                        HeardSound.read(heard, channels, place + mixed, alone).scaled(1 / gain(plan.sound()));
                difference(HeardSound.read(own, channels, from + mixed, alone), found, keepsLevels(plan.sound()))
                        .ifPresent(defect -> defects.add("the output's sound at %s %s"
                                .formatted(clip.clip().ref(), defect)));
            }
            from += count;
        }
        return defects;
    }

    /** Two channels are compared as one first, then each by itself; of more, what they make together. */
    private static Optional<String> difference(HeardSound own, HeardSound heard, boolean keepsLevels) {
        Optional<String> together = new SoundComparison(own.mixed(), heard.mixed(), keepsLevels).defect();
        if (together.isPresent() || own.channels() == 1) {
            return together;
        }
        short[] loudest = own.channel(0);
        if (SoundComparison.level(own.channel(1)) > SoundComparison.level(loudest)) {
            loudest = own.channel(1);
        }
        for (int channel = 0; channel < own.channels(); channel++) {
            Optional<String> defect = new SoundComparison(own.channel(channel), heard.channel(channel), keepsLevels)
                    .defectBeside(loudest);
            if (defect.isPresent()) {
                return Optional.of("%s in its %s channel".formatted(defect.get(), CHANNEL_NAMES.get(channel)));
            }
        }
        return Optional.empty();
    }

    private static String listen(int channels) {
        return "aresample=%d:async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=%s"
                .formatted(SoundComparison.RATE_HZ, channels == 2 ? "stereo" : "mono");
    }

    private static Rational overlapOfNext(CompilePlan plan, int clip) {
        return clip + 1 == plan.clips().size()
                ? Rational.ZERO
                : plan.clips().get(clip + 1).overlap();
    }

    /** Whether all is louder by the same factor. */
    private static boolean keepsLevels(SoundPlan sound) {
        return !(sound instanceof SoundPlan.Exact exact
                && exact.loudness() instanceof Loudness.Brought brought
                && brought.means() == Loudness.Means.COMPRESSION);
    }

    /** By which factor the sound as a whole is louder than the clips'. */
    private static double gain(SoundPlan sound) {
        return sound instanceof SoundPlan.Exact exact && exact.loudness() instanceof Loudness.Brought brought
                ? Math.pow(10, brought.gainDb() / 20)
                : 1;
    }

    /** How much of a clip's sound there is before the frame that blends into the next clip's. */
    private static int wholeSamples(CompilePlan plan, int index) {
        return switch (plan.sound()) {
            case SoundPlan.CopiedFrames frames -> {
                SoundPlan.Kept kept = frames.clips().get(index);
                long samples = (long) (kept.own() + kept.silent()) * SoundPlan.FRAME_SAMPLES;
                yield (int) Math.min(Integer.MAX_VALUE, samples * SoundComparison.RATE_HZ / frames.sampleRateHz());
            }
            case SoundPlan.None none -> Integer.MAX_VALUE;
            case SoundPlan.Copied copied -> Integer.MAX_VALUE;
            case SoundPlan.Exact exact -> Integer.MAX_VALUE;
        };
    }

    private static int samples(PlannedClip clip) {
        return samples(clip.duration().compareTo(STRETCH) < 0 ? clip.duration() : STRETCH);
    }

    private static int samples(Rational seconds) {
        return (int) seconds.times(SoundComparison.RATE_HZ).round();
    }
}
