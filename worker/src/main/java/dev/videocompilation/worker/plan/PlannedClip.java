package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.Optional;

/**
 * A clip at its place in the output.
 *
 * @param clip the clip
 * @param treatment what becomes of its pictures
 * @param timeBase of the output's pictures, seconds per tick
 * @param startTicks where its first picture stands
 * @param durationTicks how long its pictures last
 * @param soundStartSamples where its sound begins, in samples per channel of the output; 0 where there is none
 * @param soundSamples how many samples it gets
 */
public record PlannedClip(
        ProbedClip clip,
        PictureTreatment treatment,
        Rational timeBase,
        long startTicks,
        long durationTicks,
        long soundStartSamples,
        long soundSamples) {
    public Rational start() {
        return timeBase.times(startTicks);
    }

    public Rational duration() {
        return timeBase.times(durationTicks);
    }

    public int frames() {
        return switch (treatment) {
            case PictureTreatment.Copied copied -> clip.video().packets().count();
            case PictureTreatment.ReEncoded encoded -> encoded.frames();
        };
    }

    /** Whether its pictures still have to be made. */
    public boolean isToBeMade() {
        return treatment instanceof PictureTreatment.ReEncoded encoded
                && encoded.made().isEmpty();
    }

    /**
     * The file that holds its pictures as they go into the output: its own, or the one that was made of it.
     *
     * @throws IllegalStateException if that is not made yet
     */
    public ProbedClip source() {
        return switch (treatment) {
            case PictureTreatment.Copied copied -> clip;
            case PictureTreatment.ReEncoded encoded ->
                encoded.made()
                        .orElseThrow(() ->
                                new IllegalStateException("the pictures of %s are not made yet".formatted(clip.ref())));
        };
    }

    /** The packets of {@link #source()}'s pictures. */
    public PacketTable pictures() {
        return source().video().packets();
    }

    /** How many ticks of the output one tick of {@link #pictures()} lasts. */
    public long ticksPerTick() {
        return pictures().timeBase().times(timeBase.denominator()).numerator();
    }

    /** The same once the new pictures are made. */
    PlannedClip made(ProbedClip file) {
        return switch (treatment) {
            case PictureTreatment.Copied copied -> throw new IllegalStateException(clip.ref() + " is copied");
            case PictureTreatment.ReEncoded encoded ->
                new PlannedClip(
                        clip,
                        new PictureTreatment.ReEncoded(encoded.reasons(), encoded.frames(), Optional.of(file)),
                        timeBase,
                        startTicks,
                        durationTicks,
                        soundStartSamples,
                        soundSamples);
        };
    }
}
