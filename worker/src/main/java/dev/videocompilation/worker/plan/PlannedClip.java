package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;

/**
 * A clip at its place in the output.
 *
 * @param clip the clip
 * @param treatment what becomes of its pictures
 * @param timeBase of the output's pictures, seconds per tick
 * @param startTicks where its first picture stands
 * @param durationTicks how long its pictures last, transitions and all
 * @param overlapTicks for how long of that the clip before is shown too
 * @param soundStartSamples where its sound begins, in samples per channel of the output; 0 where there is none
 * @param soundSamples how many samples it gets
 */
public record PlannedClip(
        ProbedClip clip,
        PictureTreatment treatment,
        Rational timeBase,
        long startTicks,
        long durationTicks,
        long overlapTicks,
        long soundStartSamples,
        long soundSamples) {
    public Rational start() {
        return timeBase.times(startTicks);
    }

    public Rational duration() {
        return timeBase.times(durationTicks);
    }

    public Rational overlap() {
        return timeBase.times(overlapTicks);
    }

    public int frames() {
        return switch (treatment) {
            case PictureTreatment.Copied copied -> clip.video().packets().count();
            case PictureTreatment.ReEncoded encoded -> encoded.frames();
        };
    }

    long endTicks() {
        return startTicks + durationTicks;
    }

    /** Where its sound ends, in samples per channel of the output. */
    public long soundEndSamples() {
        return soundStartSamples + soundSamples;
    }
}
