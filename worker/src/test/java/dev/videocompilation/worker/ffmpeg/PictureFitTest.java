package dev.videocompilation.worker.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.videocompilation.worker.plan.CompilePlanner;
import dev.videocompilation.worker.plan.Planning;
import dev.videocompilation.worker.plan.TargetPicture;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.VideoStream;
import dev.videocompilation.worker.testmedia.SyntheticClips;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureFitTest {
    private static final String TURNED = "0 65536 0 -65536 0 0 0 0 1073741824";

    @ParameterizedTest
    @CsvSource({
        // width, height, samples, turned, target width, height, samples, then the fit
        "1280, 720, 1:1, false, 1920, 1080, 1:1, 1920, 1080, 0, 0",
        "854, 480, 1:1, false, 1280, 720, 1:1, 1280, 720, 0, 0",
        "640, 480, 1:1, false, 1280, 720, 1:1, 960, 720, 160, 0",
        "1920, 800, 1:1, false, 1280, 720, 1:1, 1280, 534, 0, 92",
        "720, 1280, 1:1, false, 1280, 720, 1:1, 406, 720, 436, 0",
        "1280, 720, 1:1, true, 1280, 720, 1:1, 406, 720, 436, 0",
        "720, 576, 16:15, false, 1280, 720, 1:1, 960, 720, 160, 0",
        "1440, 1080, 4:3, false, 1280, 720, 1:1, 1280, 720, 0, 0",
        "1280, 720, 1:1, false, 1440, 1080, 4:3, 1440, 1080, 0, 0",
        "1000, 2, 1:1, false, 100, 100, 1:1, 100, 2, 0, 48"
    })
    void fitsWithoutDistortionAndCentred(
            int width,
            int height,
            String samples,
            boolean turned,
            int targetWidth,
            int targetHeight,
            String targetSamples,
            int fitWidth,
            int fitHeight,
            int left,
            int top) {
        assertThat(PictureFit.of(
                        video(width, height, samples, turned), target(targetWidth, targetHeight, targetSamples)))
                .isEqualTo(new PictureFit(fitWidth, fitHeight, left, top));
    }

    @Test
    void staysWithinTheTargetAndEvenAndKeepsTheAspectWhateverTheSizes() {
        Random random = new Random(3);
        for (int round = 0; round < 5_000; round++) {
            int width = 64 + random.nextInt(4_000);
            int height = 64 + random.nextInt(4_000);
            TargetPicture target = target(2 * (50 + random.nextInt(1_000)), 2 * (50 + random.nextInt(1_000)), "1:1");

            PictureFit fit = PictureFit.of(video(width, height, "1:1", false), target);

            assertThat(fit.width()).isBetween(2, target.width()).isEven();
            assertThat(fit.height()).isBetween(2, target.height()).isEven();
            assertThat(fit.left() + fit.width()).isLessThanOrEqualTo(target.width());
            assertThat(fit.top() + fit.height()).isLessThanOrEqualTo(target.height());
            assertThat(fit.left()).isEven();
            assertThat(fit.top()).isEven();
            // Half of two pixels is what rounding to even sizes costs.
            assertThat((double) fit.width() * height / width)
                    .isCloseTo(fit.height(), within(1 + (double) height / width));
        }
    }

    private static VideoStream video(int width, int height, String samples, boolean turned) {
        ProbedClip clip = SyntheticClips.clip(1);
        clip = SyntheticClips.withVideo(clip, SyntheticClips.video(clip, "width", width));
        clip = SyntheticClips.withVideo(clip, SyntheticClips.video(clip, "height", height));
        clip = SyntheticClips.withVideo(clip, SyntheticClips.video(clip, "sampleAspect", samples));
        return SyntheticClips.video(clip, "displayMatrix", turned ? TURNED : "");
    }

    private static TargetPicture target(int width, int height, String samples) {
        ProbedClip clip = SyntheticClips.withVideo(SyntheticClips.clip(1), video(width, height, samples, false));
        Planning planning = new CompilePlanner().plan(List.of(clip));
        assertThat(planning).isInstanceOf(Planning.Planned.class);
        return ((Planning.Planned) planning).plan().target();
    }
}
