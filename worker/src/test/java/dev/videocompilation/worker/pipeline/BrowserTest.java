package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.contract.job.TransitionType;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.testmedia.Browser;
import dev.videocompilation.worker.testmedia.TestClip;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Results in a browser. ffmpeg finds parameter sets wherever they lie; a browser decodes by those of the sample entry alone, so it shows
 * whether one entry serves copied and re-encoded pictures.
 */
class BrowserTest {
    /** Of 255; decoders and scalers differ a little, another picture by far more. */
    private static final double ALIKE = 12;

    @TempDir
    Path directory = Path.of("");

    @BeforeAll
    static void requireBrowser() {
        assumeTrue(Browser.program().isPresent(), "no Chromium is installed");
    }

    private static TestClip film(int variant) {
        // Told, since ffmpeg and browsers take pictures that tell nothing for unlike ones.
        return clip(2).size(320, 180).colour("bt709").gop(30).variant(variant);
    }

    @Test
    void copiedAndReEncodedPicturesPlayOneAfterAnother() throws IOException, InterruptedException {
        JoinedVideo joined = join(
                CompileOptions.DEFAULT,
                film(1).file(),
                film(2).size(640, 360).fps("25").file(),
                film(3).file(),
                film(4).hevc().file());

        assertThatTheBrowserSeesEveryPiece(joined);
    }

    @Test
    void transitionsPlayWithWhatLiesBetweenThem() throws IOException, InterruptedException {
        JoinedVideo joined = join(
                CompileOptions.DEFAULT.withTransition(Transition.of(TransitionType.WIPE, Duration.ofMillis(400))),
                film(1).bFrames(3).file(),
                film(2).bFrames(3).file(),
                film(3).bFrames(3).file());

        assertThatTheBrowserSeesEveryPiece(joined);
    }

    private JoinedVideo join(CompileOptions options, Path... files) throws IOException {
        Path folder = Files.createTempDirectory(directory, "join-");
        return TestEngine.joiner()
                .join(
                        new JoinRequest(TestEngine.clipsIn(folder, List.of(files)), OutputSpec.DEFAULT, options),
                        folder,
                        new JoinObserver() {});
    }

    /** At the beginning, in the middle and at the end of each. */
    private void assertThatTheBrowserSeesEveryPiece(JoinedVideo joined) throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        for (PicturePiece piece : joined.plan().pieces()) {
            double frame = piece.duration().toDouble() / piece.frames();
            for (int number : List.of(0, piece.frames() / 2, piece.frames() - 1)) {
                times.add(piece.start().toDouble() + (number + 0.5) * frame);
            }
        }
        Path video = joined.video().file();

        Browser.Seen seen = Browser.play(video, times, Files.createDirectory(directory.resolve("profile")));

        assertThat(seen.duration()).isCloseTo(joined.plan().duration().toDouble(), within(0.04));
        assertThat(seen.width()).isEqualTo(joined.plan().target().width());
        assertThat(seen.frames()).hasSize(times.size());
        for (int i = 0; i < times.size(); i++) {
            assertThat(difference(seen.frames().get(i), decoded(video, times.get(i))))
                    .as("at %.3f s", times.get(i))
                    .isLessThan(ALIKE);
        }
    }

    private int[] decoded(Path video, double seconds) throws IOException {
        Path raw = directory.resolve("frame.raw");
        TestMedia.ffmpeg(List.of(
                "-i",
                video.toString(),
                "-vf",
                String.format(Locale.ROOT, "select='lte(t,%.6f)*gt(t+0.034,%.6f)'", seconds, seconds)
                        + ",format=gbrp,scale=16:9:flags=area,format=rgb24",
                "-frames:v",
                "1",
                "-f",
                "rawvideo",
                "-y",
                raw.toString()));
        byte[] bytes = Files.readAllBytes(raw);
        int[] colours = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            colours[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return colours;
    }

    private static double difference(int[] one, int[] other) {
        assertThat(one).hasSameSizeAs(other);
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum / one.length;
    }
}
