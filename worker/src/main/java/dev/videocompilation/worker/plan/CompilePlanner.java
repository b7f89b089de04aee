package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.plan.Planning.NotCompatible;
import dev.videocompilation.worker.plan.Planning.Planned;
import dev.videocompilation.worker.plan.Planning.Unsupported;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans the join of clips that are equal in every field that matters, and names the field where they are not. */
public final class CompilePlanner {
    /** Which sample entries an mp4 file of this codec may carry here. */
    private static final Map<String, Set<String>> SAMPLE_ENTRIES =
            Map.of("h264", Set.of("avc1"), "hevc", Set.of("hvc1"));

    private static final int LEAST_KBPS_PER_CHANNEL = 64;
    private static final int MOST_KBPS = 320;

    /**
     * Plans the join.
     *
     * @param clips in order, at least one
     */
    public Planning plan(List<ProbedClip> clips) {
        for (ProbedClip clip : clips) {
            Optional<String> obstacle = obstacle(clip, clips.size() > 1);
            if (obstacle.isPresent()) {
                return new Unsupported(clip.ref(), clip.ref() + " " + obstacle.get());
            }
        }
        ProbedClip reference = clips.get(0);
        for (ProbedClip clip : clips) {
            List<Mismatch> mismatches = ComparedField.ALL.stream()
                    .filter(field -> !field.of(clip).equals(field.of(reference)))
                    .map(field -> new Mismatch(
                            clip.ref(), field.name(), field.of(clip), reference.ref(), field.of(reference)))
                    .toList();
            if (!mismatches.isEmpty()) {
                return new NotCompatible(mismatches);
            }
        }
        SoundPlan sound = sound(clips);
        return new Planned(new CompilePlan(place(clips, sound), sound));
    }

    /** What keeps this clip's packets from being copied, as the rest of a sentence. */
    private static Optional<String> obstacle(ProbedClip clip, boolean joined) {
        String codec = clip.video().codec();
        Set<String> entries = SAMPLE_ENTRIES.getOrDefault(codec, Set.of());
        PacketTable pictures = clip.video().packets();
        Packet first = pictures.packets().get(0);
        if (entries.isEmpty()) {
            return Optional.of("is %s video; clips must be H.264 or HEVC".formatted(codec));
        }
        if (!entries.contains(clip.video().sampleEntry())) {
            return Optional.of("has the sample entry %s, which cannot be copied"
                    .formatted(clip.video().sampleEntry()));
        }
        if (clip.video().parameterSetsHash().equals("unknown")) {
            return Optional.of("has no parameter sets in its sample entry (avcC or hvcC)");
        }
        if (clip.audio().isPresent() && !clip.audio().get().codec().equals("aac")) {
            return Optional.of("has %s sound; clips must have AAC sound or none"
                    .formatted(clip.audio().get().codec()));
        }
        if (pictures.timeBase().numerator() != 1) {
            return Optional.of("has the unusual time base " + pictures.timeBase());
        }
        if (pictures.hasDiscardedPackets()) {
            return Optional.of("has an edit list that hides frames");
        }
        if (!first.key()) {
            return Optional.of("does not begin on a key frame");
        }
        if (first.pts() != pictures.startTicks()) {
            // After a join a decoder would build these pictures from the clip before (HEVC's RASL pictures, ITU-T H.265
            // 3.129).
            return Optional.of("begins with pictures that come before its first key frame");
        }
        if (pictures.packets().stream().anyMatch(packet -> packet.duration() <= 0)) {
            return Optional.of("has a frame without duration");
        }
        if (clip.start().numerator() != 0 || (joined && pictures.startTicks() != 0) || pictures.startTicks() < 0) {
            return Optional.of("begins %.3f s off zero"
                    .formatted((clip.start().numerator() != 0 ? clip.start() : pictures.start()).toDouble()));
        }
        return Optional.empty();
    }

    private static SoundPlan sound(List<ProbedClip> clips) {
        Optional<AudioStream> audio = clips.get(0).audio();
        if (audio.isEmpty()) {
            return new SoundPlan.None();
        }
        if (clips.size() == 1) {
            return new SoundPlan.Copied();
        }
        AudioStream stream = audio.get();
        int declared = clips.stream()
                .flatMap(clip -> clip.audio().stream())
                .mapToInt(AudioStream::bitrateKbps)
                .max()
                .orElse(0);
        int bitrate = Math.min(
                Math.max(declared, LEAST_KBPS_PER_CHANNEL * stream.channels()),
                MOST_KBPS * Math.max(1, stream.channels() / 2));
        return new SoundPlan.Exact(stream.sampleRateHz(), stream.channels(), layout(stream), bitrate);
    }

    private static String layout(AudioStream stream) {
        if (!stream.channelLayout().isEmpty()) {
            return stream.channelLayout();
        }
        return switch (stream.channels()) {
            case 1 -> "mono";
            case 2 -> "stereo";
            default -> stream.channels() + "c";
        };
    }

    private static List<PlannedClip> place(List<ProbedClip> clips, SoundPlan sound) {
        List<PlannedClip> placed = new ArrayList<>();
        long ticks = 0;
        for (ProbedClip clip : clips) {
            PacketTable pictures = clip.video().packets();
            long duration = pictures.endTicks() - pictures.startTicks();
            long from = samplesAt(pictures.timeBase().times(ticks), sound);
            long to = samplesAt(pictures.timeBase().times(ticks + duration), sound);
            placed.add(new PlannedClip(clip, ticks, duration, from, to - from));
            ticks += duration;
        }
        return placed;
    }

    /** Rounding the place, not the length, keeps the error of every join within half a sample. */
    private static long samplesAt(Rational seconds, SoundPlan sound) {
        return switch (sound) {
            case SoundPlan.Exact exact -> seconds.times(exact.sampleRateHz()).round();
            case SoundPlan.None none -> 0;
            case SoundPlan.Copied copied -> 0;
        };
    }
}
