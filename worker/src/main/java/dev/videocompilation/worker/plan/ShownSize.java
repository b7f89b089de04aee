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

    /** As large as it fits without distortion; itself where it fits. */
    ShownSize within(int mostWidth, int mostHeight) {
        if (width <= mostWidth && height <= mostHeight) {
            return this;
        }
        Rational byWidth = new Rational(mostWidth, width);
        Rational byHeight = new Rational(mostHeight, height);
        Rational scale = byWidth.compareTo(byHeight) < 0 ? byWidth : byHeight;
        return new ShownSize(
                Math.min(mostWidth, even(scale.times(width))), Math.min(mostHeight, even(scale.times(height))));
    }

    private static int even(Rational pixels) {
        return (int) Math.max(2, 2 * pixels.times(new Rational(1, 2)).round());
    }
}
