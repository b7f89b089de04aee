package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;

/**
 * A clip at its place in the output. Its pictures are copied.
 *
 * @param clip the clip
 * @param startTicks where its first picture stands, in the video's time base
 * @param durationTicks how long its pictures last
 * @param soundStartSamples where its sound begins, in samples per channel of the output; 0 where there is none
 * @param soundSamples how many samples it gets
 */
public record PlannedClip(
        ProbedClip clip, long startTicks, long durationTicks, long soundStartSamples, long soundSamples) {
    public Rational start() {
        return clip.video().packets().timeBase().times(startTicks);
    }

    public Rational duration() {
        return clip.video().packets().timeBase().times(durationTicks);
    }

    public int frames() {
        return clip.video().packets().count();
    }
}
