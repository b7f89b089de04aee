package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.plan.SoundPlan.Kept;
import dev.videocompilation.worker.probe.AacConfiguration;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Container;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lays frames of the clips' own AAC one after another. A frame is the least that can be kept or left, so the sound of a clip begins up to
 * half a frame off its first picture; rounding its place, not its length, keeps that from adding up.
 */
final class FrameCopy {
    /** How far apart sound and pictures may be at a join. */
    private static final Rational MOST_OFFSET = new Rational(20, 1000);

    /** Silence can be written for as many. */
    private static final int MOST_CHANNELS_OF_SILENCE = 2;

    private FrameCopy() {}

    /** What came of it. */
    sealed interface Outcome {
        /** Every join is within reach. */
        record Laid(SoundPlan.CopiedFrames sound) implements Outcome {}

        /** A clip's sound cannot be copied beside the others; where no clip is named, none can. */
        record Impossible(Optional<ClipRef> clip, Reason reason) implements Outcome {}
    }

    /**
     * Lays the frames.
     *
     * @param clips in order, at least two
     * @param places where each clip's pictures begin in the output, and last where the last clip's end, in seconds
     */
    static Outcome of(List<ProbedClip> clips, List<Rational> places) {
        for (ProbedClip clip : clips) {
            Optional<Reason> obstacle = obstacle(clip, clips.get(0));
            if (obstacle.isPresent()) {
                return new Outcome.Impossible(Optional.of(clip.ref()), obstacle.get());
            }
        }
        AudioStream form = clips.get(0).audio().orElseThrow();
        Rational frame = new Rational(SoundPlan.FRAME_SAMPLES, form.sampleRateHz());
        List<Kept> kept = new ArrayList<>();
        Rational greatest = Rational.ZERO;
        long slot = 0;
        for (int i = 0; i < clips.size(); i++) {
            ProbedClip clip = clips.get(i);
            boolean last = i == clips.size() - 1;
            Rational offset = frame.times(slot).minus(places.get(i)).abs();
            greatest = offset.compareTo(greatest) > 0 ? offset : greatest;
            if (offset.compareTo(MOST_OFFSET) > 0) {
                return impossible(clip, "audio frames", "%.1f ms off the pictures".formatted(offset.toDouble() * 1000));
            }
            long next = frameAt(places.get(i + 1), form.sampleRateHz());
            // The frame before a join is the next clip's.
            int wanted = Math.toIntExact(next - slot) - (last ? 0 : 1);
            if (wanted < 1) {
                return impossible(clip, "audio frames", "too few between two joins");
            }
            int priming = priming(clip.audio().orElseThrow());
            int lead = i == 0 ? priming : 1;
            int own = Math.min(wanted, clip.audio().orElseThrow().packets().count() - priming);
            if (own < wanted && form.channels() > MOST_CHANNELS_OF_SILENCE) {
                return impossible(clip, "audio frames", "too few, of more than two channels");
            }
            kept.add(new Kept(priming - lead, lead, own, wanted - own));
            slot = next;
        }
        return new Outcome.Laid(
                new SoundPlan.CopiedFrames(form.sampleRateHz(), form.channels(), kept, greatest.toDouble() * 1000));
    }

    /** How many frames come before the one that begins nearest to a place. */
    static long frameAt(Rational seconds, int sampleRateHz) {
        return seconds.over(new Rational(SoundPlan.FRAME_SAMPLES, sampleRateHz)).round();
    }

    private static Outcome impossible(ProbedClip clip, String field, String detail) {
        return new Outcome.Impossible(Optional.of(clip.ref()), new Reason(field, detail));
    }

    private static Optional<Reason> obstacle(ProbedClip clip, ProbedClip first) {
        if (clip.audio().isEmpty()) {
            return reason("sound", "none");
        }
        AudioStream audio = clip.audio().get();
        if (!audio.codec().equals("aac")) {
            return reason("audio codec", audio.codec() + ", not aac");
        }
        if (clip.container() != Container.ISO_BMFF) {
            return reason("container", clip.container().description() + ", not MP4");
        }
        Optional<AacConfiguration> aac = audio.aac();
        if (aac.isEmpty() || !audio.oneDescription()) {
            return reason("audio configuration", "not one that can be read");
        }
        if (!aac.get().isPlain()
                || aac.get().sampleRateHz() != audio.sampleRateHz()
                || !audio.profile().equals("LC")) {
            return reason("audio configuration", aac.get() + " (" + audio.profile() + "), not AAC-LC alone");
        }
        Optional<AacConfiguration> wanted = first.audio().flatMap(AudioStream::aac);
        if (!aac.equals(wanted)) {
            return reason(
                    "audio configuration",
                    "%s, not %s"
                            .formatted(aac.get(), wanted.map(Object::toString).orElse("none")));
        }
        if (clip.start().numerator() != 0) {
            return reason("start", "%.3f s off zero".formatted(clip.start().toDouble()));
        }
        return unevenness(audio);
    }

    /** What keeps packets from being frames of the same length, one after another, of which the first are told to be priming. */
    private static Optional<Reason> unevenness(AudioStream audio) {
        List<Packet> packets = audio.packets().packets();
        if (packets.isEmpty()) {
            return reason("audio frames", "none");
        }
        long start = packets.get(0).pts();
        if (!audio.packets().timeBase().equals(new Rational(1, audio.sampleRateHz()))) {
            return reason("audio time base", audio.packets().timeBase() + ", not one sample");
        }
        if (start >= 0 || start % SoundPlan.FRAME_SAMPLES != 0 || priming(audio) >= packets.size()) {
            return reason(
                    "audio priming",
                    start >= 0
                            ? "none that an edit list names"
                            : "%d samples, no whole number of frames".formatted(-start));
        }
        for (int i = 0; i < packets.size(); i++) {
            Packet packet = packets.get(i);
            boolean last = i == packets.size() - 1;
            if (packet.pts() != start + (long) i * SoundPlan.FRAME_SAMPLES
                    || packet.duration() > SoundPlan.FRAME_SAMPLES
                    || (packet.duration() < SoundPlan.FRAME_SAMPLES && !last)) {
                return reason("audio frames", "not one after another");
            }
            if (SoundChoice.isHiddenWithin(packet)) {
                return reason("edit list", "hides sound after the beginning");
            }
            if (packet.offset() < 0) {
                return reason("index", "does not tell where all sound lies");
            }
        }
        return Optional.empty();
    }

    /** How many frames an edit list hides ahead of the first that is heard. */
    private static int priming(AudioStream audio) {
        return (int) (-audio.packets().packets().get(0).pts() / SoundPlan.FRAME_SAMPLES);
    }

    private static Optional<Reason> reason(String field, String detail) {
        return Optional.of(new Reason(field, detail));
    }
}
