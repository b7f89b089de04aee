package dev.videocompilation.worker.verify;

import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderedPictures;
import dev.videocompilation.worker.plan.RenderedSound;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares a final file's packets with the join's: as many frames, each at its time, to the tick of the container; the same bytes
 * where they were copied; sound that begins and ends with the join's.
 */
final class RenderedTimes {
    private static final Rational MILLISECOND = new Rational(1, 1000);
    /** A frame of AAC at 22.05 kHz: where Matroska cannot hide the first frame of copied sound, everything stands later by its length. */
    private static final Rational MOST_SHIFT = new Rational(50, 1000);
    /** What encoders put ahead of sound and after it, in whole frames. */
    private static final Rational SOUND_PADDING = new Rational(110, 1000);

    private static final int MOST_DEFECTS = 5;

    private final CompilePlan plan;
    private final RenderPlan render;
    private final ProbedClip join;
    private final ProbedClip found;
    private final List<String> defects = new ArrayList<>();

    private RenderedTimes(CompilePlan plan, RenderPlan render, ProbedClip join, ProbedClip found) {
        this.plan = plan;
        this.render = render;
        this.join = join;
        this.found = found;
    }

    /** What is wrong, empty where nothing is. */
    static List<String> defects(CompilePlan plan, RenderPlan render, ProbedClip join, ProbedClip found) {
        RenderedTimes times = new RenderedTimes(plan, render, join, found);
        times.comparePictures();
        times.compareSound();
        return times.defects;
    }

    private void comparePictures() {
        PacketTable wanted = join.video().packets();
        PacketTable made = found.video().packets();
        Rational shift = made.start().minus(wanted.start());
        if (shift.abs().compareTo(MOST_SHIFT) > 0) {
            defects.add("the final file's pictures begin %.1f ms off the join's".formatted(1000 * shift.toDouble()));
        }
        Optional<Rational> constant = render.pictures() instanceof RenderedPictures.Encoded encoded
                ? encoded.constantRate()
                : Optional.empty();
        if (constant.isPresent()) {
            compareConstant(constant.get(), wanted, made);
            return;
        }
        if (made.count() != wanted.count()) {
            defects.add("the final file has %d frames, the join %d".formatted(made.count(), wanted.count()));
            return;
        }
        compareFrames(wanted, made);
        if (render.pictures() instanceof RenderedPictures.Copied && render.format() != OutputFormat.AVI) {
            compareBytes("frame", wanted, made);
        }
    }

    private void compareFrames(PacketTable wanted, PacketTable made) {
        long[] wantedTicks = presented(wanted);
        long[] madeTicks = presented(made);
        Rational tick = tick();
        for (int i = 0; i < wantedTicks.length && defects.size() < MOST_DEFECTS; i++) {
            Rational at = wanted.timeBase().times(wantedTicks[i] - wantedTicks[0]);
            Rational stands = made.timeBase().times(madeTicks[i] - madeTicks[0]);
            if (stands.minus(at).abs().compareTo(tick) > 0) {
                defects.add("frame %d (%s) of the final file stands at %.4f s, in the join at %.4f s"
                        .formatted(i, plan.placeOf(i), stands.toDouble(), at.toDouble()));
            }
        }
    }

    /** How far a time may be off that the container rounds. */
    private Rational tick() {
        return switch (render.format()) {
            case MP4, MOV -> Rational.ZERO;
            case MKV, WEBM, AVI -> MILLISECOND;
        };
    }

    private void compareConstant(Rational rate, PacketTable wanted, PacketTable made) {
        long frames = wanted.duration().times(rate).round();
        if (Math.abs(made.count() - frames) > 1) {
            defects.add(
                    "the final file has %d frames, %d are to be shown at %s fps".formatted(made.count(), frames, rate));
        }
        long[] ticks = presented(made);
        for (int i = 0; i < ticks.length; i++) {
            Rational at = rate.inverse().times(i);
            if (made.timeBase().times(ticks[i] - ticks[0]).minus(at).abs().compareTo(tick()) > 0) {
                defects.add("frame %d of the final file does not stand at %.4f s".formatted(i, at.toDouble()));
                return;
            }
        }
    }

    private void compareBytes(String what, PacketTable wanted, PacketTable made) {
        for (int i = 0; i < wanted.count(); i++) {
            Packet own = wanted.packets().get(i);
            Packet packet = made.packets().get(i);
            if (!own.hash().equals(packet.hash()) || own.sizeBytes() != packet.sizeBytes()) {
                defects.add("%s %d of the final file is not the join's".formatted(what, i));
                return;
            }
        }
    }

    private void compareSound() {
        if (found.audio().isPresent() != join.audio().isPresent()) {
            defects.add(
                    found.audio().isPresent()
                            ? "the final file has sound, the join none"
                            : "the final file has no sound, the join has");
            return;
        }
        if (join.audio().isEmpty()) {
            return;
        }
        PacketTable wanted = join.audio().map(AudioStream::packets).orElseThrow();
        PacketTable made = found.audio().map(AudioStream::packets).orElseThrow();
        switch (render.sound()) {
            case RenderedSound.None none -> defects.add("the final file has sound, the plan none");
            case RenderedSound.Copied copied -> compareCopied(wanted, made);
            case RenderedSound.Encoded encoded -> compareEncoded(wanted, made);
        }
    }

    private void compareCopied(PacketTable wanted, PacketTable made) {
        if (made.count() != wanted.count()) {
            defects.add("the final file's sound has %d packets, the join's %d".formatted(made.count(), wanted.count()));
            return;
        }
        compareBytes("packet of sound", wanted, made);
        Rational picture = join.video().packets().start();
        Rational pictureMade = found.video().packets().start();
        // Both the sound's time and the picture's are rounded.
        Rational tolerated = tick().times(2);
        for (int i = 0; i < wanted.count(); i++) {
            Rational at = wanted.timeBase().times(wanted.packets().get(i).pts()).minus(picture);
            Rational stands = made.timeBase().times(made.packets().get(i).pts()).minus(pictureMade);
            if (stands.minus(at).abs().compareTo(tolerated) > 0) {
                defects.add("the final file's sound stands %.1f ms off its place beside the picture at %.3f s"
                        .formatted(1000 * stands.minus(at).toDouble(), at.toDouble()));
                return;
            }
        }
    }

    private void compareEncoded(PacketTable wanted, PacketTable made) {
        Rational begins = made.start().minus(found.video().packets().start());
        Rational begun = wanted.start().minus(join.video().packets().start());
        if (begins.minus(begun).abs().compareTo(SOUND_PADDING) > 0) {
            defects.add("the final file's sound begins %.1f ms off its place"
                    .formatted(1000 * begins.minus(begun).toDouble()));
        }
        Rational longer = made.duration().minus(wanted.duration());
        if (longer.abs().compareTo(SOUND_PADDING) > 0) {
            defects.add("the final file's sound lasts %.3f s, the join's %.3f s"
                    .formatted(made.duration().toDouble(), wanted.duration().toDouble()));
        }
    }

    private static long[] presented(PacketTable packets) {
        return packets.packets().stream().mapToLong(Packet::pts).sorted().toArray();
    }
}
