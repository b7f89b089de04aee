package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static dev.videocompilation.worker.testmedia.TestMedia.flashAndBeep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Quality;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.PlanText;
import dev.videocompilation.worker.plan.RateControl;
import dev.videocompilation.worker.plan.RenderedPictures;
import dev.videocompilation.worker.plan.RenderedSound;
import dev.videocompilation.worker.testmedia.PictureComparison;
import dev.videocompilation.worker.testmedia.SyncMeter;
import dev.videocompilation.worker.testmedia.TestClip;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format in every quality, and files of a largest size. */
class RenderTest {
    private static final Map<OutputFormat, String> FORMAT_NAMES = Map.of(
            OutputFormat.MP4, "mov,mp4,m4a,3gp,3g2,mj2",
            OutputFormat.MOV, "mov,mp4,m4a,3gp,3g2,mj2",
            OutputFormat.MKV, "matroska,webm",
            OutputFormat.WEBM, "matroska,webm",
            OutputFormat.AVI, "avi");

    @TempDir
    Path directory = Path.of("");

    private static TestClip film(double seconds) {
        return clip(seconds).size(320, 180);
    }

    /** Three clips, of which the second does not fit. */
    private static List<Path> clips() {
        return List.of(
                film(2).variant(1).file(),
                film(1).variant(2).size(256, 192).fps("25").file(),
                film(1.5).variant(3).file());
    }

    static Stream<Arguments> everyFormatInEveryQuality() {
        return Stream.of(OutputFormat.values())
                .flatMap(format -> Stream.of(Quality.values()).map(quality -> Arguments.of(format, quality)));
    }

    @ParameterizedTest
    @MethodSource("everyFormatInEveryQuality")
    void makesTheFileThatWasAskedFor(OutputFormat format, Quality quality) {
        JoinedVideo made = join(clips(), format, quality);

        Path file = made.video().file();
        assertThat(file.getFileName()).asString().endsWith("." + format.wireName());
        assertThat(made.render().format()).isEqualTo(format);
        assertThat(probe(file, "format=format_name")).containsExactly(FORMAT_NAMES.get(format));
        assertThat(TestMedia.pictureHashes(file)).hasSize(135);
        assertThat(probe(file, "stream=codec_name"))
                .containsExactlyElementsOf(
                        switch (format) {
                            case MP4, MOV, MKV -> List.of("h264", "aac");
                            case WEBM -> List.of("vp9", "opus");
                            case AVI -> List.of("mpeg4", "mp3");
                        });
        Path wanted = join(clips(), OutputFormat.MP4, Quality.HIGH).video().file();
        assertThat(PictureComparison.ssim(file, 0, 135, wanted, "format=yuv420p"))
                .hasSize(135)
                .allSatisfy(alike -> assertThat(alike).isGreaterThan(quality == Quality.LOW ? 0.85 : 0.9));
        boolean copied = quality == Quality.HIGH && List.of("mp4", "mov", "mkv").contains(format.wireName());
        assertThat(made.render().pictures() instanceof RenderedPictures.Copied).isEqualTo(copied);
        if (copied) {
            assertThat(TestMedia.pictureHashes(file)).isEqualTo(TestMedia.pictureHashes(wanted));
        }
    }

    @ParameterizedTest
    @EnumSource(OutputFormat.class)
    void keepsSoundAtItsPictureInEveryFormat(OutputFormat format) {
        List<Path> files = List.of(
                flashAndBeep(0).file(),
                flashAndBeep(1).size(128, 96).file(),
                flashAndBeep(2).file());

        JoinedVideo made = join(files, format, format == OutputFormat.MP4 ? Quality.LOW : Quality.HIGH);

        SyncMeter.Offsets offsets = SyncMeter.measure(made.video().file());
        List<Double> measured = offsets.byTimestampsMs();
        assertThat(measured).hasSize(2 * files.size());
        // WebM begins with what Opus puts ahead, 6.5 ms, and what MP3 is heard late by is left out at the beginning,
        // and the first beep with it begins 23 ms later.
        for (int i = format == OutputFormat.AVI ? 1 : 0; i < measured.size(); i++) {
            assertThat(measured.get(i)).as("flash %d", i).isCloseTo(0, within(8.0));
        }
    }

    @Test
    void copiesH264IntoAviWhereNothingIsReordered() {
        List<Path> files = List.of(film(1).variant(1).file(), film(1).variant(2).file());

        JoinedVideo made = join(files, OutputFormat.AVI, Quality.HIGH);

        assertThat(made.render().pictures()).isInstanceOf(RenderedPictures.Copied.class);
        List<String> wanted = new ArrayList<>(TestMedia.pictureHashes(files.get(0)));
        wanted.addAll(TestMedia.pictureHashes(files.get(1)));
        assertThat(TestMedia.pictureHashes(made.video().file())).isEqualTo(wanted);
        assertThat(probe(made.video().file(), "stream=codec_name")).containsExactly("h264", "mp3");
    }

    @Test
    void bringsVaryingFramesToAConstantRateInAvi() {
        JoinedVideo made = join(List.of(film(2).variableFrameRate().file()), OutputFormat.AVI, Quality.HIGH);

        assertThat(PlanText.of(made.plan(), made.render()))
                .contains("frames of varying lengths", "made constant at 30000/1001 fps");
        assertThat(probe(made.video().file(), "stream=r_frame_rate")).contains("30000/1001");
    }

    @Test
    void makesLargePicturesSmallerWithoutDistortionAndNeverSmallOnesLarger() {
        assertThat(size(List.of(clip(1).size(1920, 1080).file()), Quality.MEDIUM))
                .isEqualTo("1280x720");
        assertThat(size(List.of(clip(1).size(1920, 1080).file()), Quality.LOW)).isEqualTo("854x480");
        assertThat(size(List.of(clip(1).size(720, 1280).file()), Quality.LOW)).isEqualTo("270x480");
        assertThat(size(List.of(clip(1).size(320, 180).file()), Quality.LOW)).isEqualTo("320x180");
        assertThat(size(List.of(clip(1).size(1280, 720).rotated(90)), Quality.LOW))
                .isEqualTo("270x480");
    }

    private String size(List<Path> files, Quality quality) {
        return String.join(
                        "", probe(join(files, OutputFormat.MP4, quality).video().file(), "stream=width,height"))
                .replace(',', 'x');
    }

    @Test
    void keepsWhatIsSmallEnoughAlready() {
        JoinedVideo made = join(clips(), OutputFormat.MP4, Quality.HIGH, 50_000_000);

        assertThat(made.render().pictures()).isInstanceOf(RenderedPictures.Copied.class);
    }

    @ParameterizedTest
    @EnumSource(OutputFormat.class)
    void reachesALargestSizeInTwoPasses(OutputFormat format) throws IOException {
        List<Path> files = List.of(
                clip(4).size(640, 360).variant(1).file(),
                clip(2).size(320, 240).variant(2).file(),
                clip(4).size(640, 360).variant(3).file());

        JoinedVideo made = join(files, format, Quality.HIGH, 300_000);

        assertThat(Files.size(made.video().file())).isBetween(100_000L, 300_000L);
        assertThat(made.render().pictures())
                .isInstanceOfSatisfying(
                        RenderedPictures.Encoded.class,
                        encoded -> assertThat(encoded.rate()).isInstanceOf(RateControl.Average.class));
        assertThat(made.render().sound())
                .isInstanceOfSatisfying(
                        RenderedSound.Encoded.class,
                        encoded -> assertThat(encoded.kbps()).isLessThanOrEqualTo(64));
        assertThat(TestMedia.pictureHashes(made.video().file())).hasSize(300);
    }

    @Test
    void refusesASizeThatCannotBeReachedBeforeAnythingIsMade() {
        List<Path> files = List.of(film(20).file(), film(20).variant(1).file());

        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> join(files, OutputFormat.MP4, Quality.HIGH, 100_000))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.SIZE_NOT_REACHABLE);
                    assertThat(refusal)
                            .hasMessageContaining("cannot be brought below")
                            .hasMessageContaining("100,000");
                });
        assertThat(directory).isDirectoryNotContaining("glob:**/output.*");
    }

    private JoinedVideo join(List<Path> files, OutputFormat format, Quality quality) {
        return join(files, format, quality, CompileOptions.DEFAULT);
    }

    private JoinedVideo join(List<Path> files, OutputFormat format, Quality quality, long mostBytes) {
        return join(files, format, quality, CompileOptions.DEFAULT.withMaxSizeBytes(mostBytes));
    }

    private JoinedVideo join(List<Path> files, OutputFormat format, Quality quality, CompileOptions options) {
        try {
            Path folder = Files.createTempDirectory(directory, "join-");
            return TestEngine.joiner()
                    .join(
                            new JoinRequest(
                                    TestEngine.clipsIn(folder, files), new OutputSpec(format, quality), options),
                            folder,
                            new JoinObserver() {});
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> probe(Path file, String entries) {
        return TestMedia.ffprobe("-show_entries", entries, "-of", "csv=p=0", file.toString()).stream()
                .map(line -> line.replace("\"", "").replaceAll(",+$", ""))
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
