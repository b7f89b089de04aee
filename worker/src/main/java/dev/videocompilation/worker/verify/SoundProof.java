package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Measures the output's sound against its pictures at every join, by packet timestamps and by sample count: players that
 * follow the one and players that follow the other must both be within {@link #MOST_OFFSET}.
 */
final class SoundProof {
    static final Rational MOST_OFFSET = new Rational(20, 1000);

    private final CompilePlan plan;
    private final ProbedClip output;
    private final List<String> defects = new ArrayList<>();
    private Rational greatest = Rational.ZERO;

    private SoundProof(CompilePlan plan, ProbedClip output) {
        this.plan = plan;
        this.output = output;
    }

    static SoundProof of(CompilePlan plan, ProbedClip output) {
        SoundProof proof = new SoundProof(plan, output);
        proof.measure();
        return proof;
    }

    /** What is wrong, empty where nothing is. */
    List<String> defects() {
        return defects;
    }

    double greatestOffsetMs() {
        return greatest.toDouble() * 1000;
    }

    private void measure() {
        Optional<AudioStream> audio = output.audio();
        boolean wanted = !(plan.sound() instanceof SoundPlan.None);
        if (audio.isPresent() != wanted) {
            defects.add(wanted ? "the output has no sound" : "the output has sound, the plan none");
            return;
        }
        switch (plan.sound()) {
            case SoundPlan.None none -> {
                // Nothing to measure.
            }
            case SoundPlan.Copied copied -> measureCopied(audio.orElseThrow());
            case SoundPlan.CopiedFrames frames -> measureFrames(audio.orElseThrow(), frames);
            case SoundPlan.Exact exact -> measureExact(audio.orElseThrow(), exact);
        }
    }

    private void measureCopied(AudioStream found) {
        ProbedClip clip = plan.clips().get(0).clip();
        AudioStream expected = clip.audio().orElseThrow();
        if (!format(found).equals(format(expected))) {
            defects.add("the output's sound is %s, the clip's %s".formatted(format(found), format(expected)));
        }
        comparePackets(found.packets(), expected.packets());
        Rational lead = expected.packets().start().minus(clip.video().packets().start());
        Rational leadFound =
                found.packets().start().minus(output.video().packets().start());
        note("the clip", leadFound.minus(lead));
    }

    private void measureFrames(AudioStream found, SoundPlan.CopiedFrames sound) {
        FrameProof frames = new FrameProof(plan, sound, output);
        Optional<String> defect = frames.defect(found);
        if (defect.isPresent()) {
            defects.add(defect.get());
            return;
        }
        Rational heard = found.packets()
                .start()
                .plus(new Rational((long) sound.clips().get(0).lead() * SoundPlan.FRAME_SAMPLES, sound.sampleRateHz()));
        noteJoins(heard, new Rational(1, sound.sampleRateHz()));
    }

    private void measureExact(AudioStream found, SoundPlan.Exact exact) {
        PacketTable packets = found.packets();
        if (!found.codec().equals("aac")
                || found.sampleRateHz() != exact.sampleRateHz()
                || found.channels() != exact.channels()) {
            defects.add("the output's sound is %s, %d Hz, %d channels; the plan says aac, %d Hz, %d channels"
                    .formatted(
                            found.codec(),
                            found.sampleRateHz(),
                            found.channels(),
                            exact.sampleRateHz(),
                            exact.channels()));
            return;
        }
        requireUnbroken(packets);
        requireWholeFrames(packets, exact);
        Rational sample = new Rational(1, exact.sampleRateHz());
        long samples = packets.timeBase()
                        .times(packets.sumOfDurationsTicks())
                        .times(exact.sampleRateHz())
                        .round()
                - SoundPlan.ENCODER_DELAY_SAMPLES;
        if (samples < plan.soundSamples() || samples >= plan.soundSamples() + SoundPlan.ENCODER_DELAY_SAMPLES) {
            defects.add("the output's sound has %d samples, the plan %d".formatted(samples, plan.soundSamples()));
        }
        // Where sample 0 of the first clip is heard by timestamps; zero where nothing is shifted.
        Rational heard = packets.start().plus(sample.times(SoundPlan.ENCODER_DELAY_SAMPLES));
        noteJoins(heard, sample);
    }

    /**
     * How far every clip's sound is from its first picture.
     *
     * @param heard where the sound begins by timestamps
     * @param sample how long one lasts
     */
    private void noteJoins(Rational heard, Rational sample) {
        List<Packet> pictures = output.video().packets().packets().stream()
                .sorted(Comparator.comparingLong(Packet::pts))
                .toList();
        int frame = 0;
        Rational counted = Rational.ZERO;
        for (PlannedClip clip : plan.clips()) {
            long start = pictures.getFirst().pts() + clip.startTicks();
            while (frame < pictures.size() && pictures.get(frame).pts() < start) {
                counted =
                        counted.plus(plan.timeBase().times(pictures.get(frame++).duration()));
            }
            if (frame == pictures.size()) {
                return;
            }
            Rational sound = sample.times(clip.soundStartSamples());
            Rational shown = plan.timeBase().times(pictures.get(frame).pts());
            note(clip.clip().ref().label(), heard.plus(sound).minus(shown));
            note(clip.clip().ref().label(), sound.minus(counted));
        }
    }

    private void requireUnbroken(PacketTable packets) {
        long end = packets.startTicks();
        for (Packet packet : packets.packets()) {
            if (packet.pts() != end) {
                defects.add("the output's sound has a gap or an overlap at %.3f s"
                        .formatted(packets.timeBase().times(end).toDouble()));
                return;
            }
            end = packet.end();
        }
    }

    /** A table that stretches a frame over a missing one hides the loss from whoever reads timestamps only. */
    private void requireWholeFrames(PacketTable packets, SoundPlan.Exact exact) {
        Rational frame = new Rational(SoundPlan.FRAME_SAMPLES, exact.sampleRateHz());
        List<Packet> allButLast = packets.packets().subList(0, Math.max(0, packets.count() - 1));
        for (Packet packet : allButLast) {
            if (!packets.timeBase().times(packet.duration()).equals(frame)) {
                defects.add("the output's sound has a gap at %.3f s"
                        .formatted(packets.timeBase().times(packet.end()).toDouble()));
                return;
            }
        }
    }

    private void note(String where, Rational offset) {
        if (offset.abs().compareTo(greatest) > 0) {
            greatest = offset.abs();
        }
        if (offset.abs().compareTo(MOST_OFFSET) > 0) {
            defects.add("at the start of %s sound and picture are %.1f ms apart"
                    .formatted(where, offset.toDouble() * 1000));
        }
    }

    /** The clip's packets, each as far from the first and as long as there; a table in coarser ticks may round. */
    private void comparePackets(PacketTable found, PacketTable expected) {
        if (found.count() != expected.count()) {
            defects.add("the output's sound is not the clip's: %d packets, not %d"
                    .formatted(found.count(), expected.count()));
            return;
        }
        Rational tolerated = found.timeBase().equals(expected.timeBase())
                ? Rational.ZERO
                : found.timeBase().compareTo(expected.timeBase()) > 0 ? found.timeBase() : expected.timeBase();
        long startFound = found.startTicks();
        long startExpected = expected.startTicks();
        for (int i = 0; i < found.count(); i++) {
            Packet packet = found.packets().get(i);
            Packet own = expected.packets().get(i);
            Rational place = expected.timeBase().times(own.pts() - startExpected);
            Rational late = found.timeBase()
                    .times(packet.pts() - startFound)
                    .minus(place)
                    .abs();
            Rational longer = found.timeBase()
                    .times(packet.duration())
                    .minus(expected.timeBase().times(own.duration()))
                    .abs();
            String defect = !packet.hash().equals(own.hash()) || packet.sizeBytes() != own.sizeBytes()
                    ? "is not the clip's"
                    : late.compareTo(tolerated) > 0
                            ? "stands at another time than in the clip"
                            : longer.compareTo(tolerated) > 0 ? "lasts for another time than in the clip" : "";
            if (!defect.isEmpty()) {
                defects.add("the output's sound %.3f s after its start %s".formatted(place.toDouble(), defect));
                return;
            }
        }
    }

    private static String format(AudioStream stream) {
        return "%s %s, %d Hz, %d channels"
                .formatted(stream.codec(), stream.profile(), stream.sampleRateHz(), stream.channels());
    }
}
