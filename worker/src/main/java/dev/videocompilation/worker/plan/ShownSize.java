package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;

/**
 * The size at which pictures are shown: upright, with square pixels, even in both directions as 4:2:0 asks for.
 *
 * @param width in pixels
 * @param height in pixels
 */
record ShownSize(int width, int height) {
    static ShownSize of(VideoStream video) {
        Rational wide = video.sampleAspectRatio().times(video.shownWidth());
        int width = even(wide);
        int height = even(Rational.of(video.shownHeight()));
        return video.isTurned() ? new ShownSize(height, width) : new ShownSize(width, height);
    }

    private static int even(Rational pixels) {
        return (int) Math.max(2, 2 * pixels.times(new Rational(1, 2)).round());
    }
}
