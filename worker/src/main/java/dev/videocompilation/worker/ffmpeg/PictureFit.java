package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.plan.TargetPicture;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;

/**
 * How large a clip's pictures stand in the target's, as large as they fit without distortion, and where: centred.
 *
 * @param width in the target's pixels, even
 * @param height in the target's pixels, even
 * @param left bars' width, even
 * @param top bars' height, even
 */
record PictureFit(int width, int height, int left, int top) {
    /** Fits the upright picture: width and height change places where the display matrix turns it by a quarter. */
    static PictureFit of(VideoStream video, TargetPicture target) {
        Rational sample = video.sampleAspectRatio();
        Rational shownWidth = sample.times(video.shownWidth());
        Rational shownHeight = Rational.of(video.shownHeight());
        Rational aspect = video.isTurned() ? shownHeight.over(shownWidth) : shownWidth.over(shownHeight);
        Rational targetSample = VideoStream.ratio(target.sampleAspect());
        // The picture's aspect in the target's pixels, which need not be square.
        Rational pixels = aspect.over(targetSample);
        int width = target.width();
        int height = even(Rational.of(width).over(pixels));
        if (height > target.height()) {
            height = target.height();
            width = even(pixels.times(height));
        }
        width = Math.max(2, width);
        height = Math.max(2, height);
        return new PictureFit(width, height, bar(target.width() - width), bar(target.height() - height));
    }

    private static int bar(int rest) {
        return rest / 4 * 2;
    }

    private static int even(Rational pixels) {
        return (int) (2 * pixels.times(new Rational(1, 2)).round());
    }
}
