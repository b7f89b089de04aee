package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static dev.videocompilation.worker.testmedia.TestMedia.flashAndBeep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.isobmff.IsoBoxes;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.testmedia.SyncMeter;
import dev.videocompilation.worker.testmedia.TestClip;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClipJoinerTest {
    private static final int KINDS = 9;

    @TempDir
    Path directory = Path.of("");

    private final ClipJoiner joiner = TestEngine.joiner();
    private final Told told = new Told();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 100})
    void joinsClipsFrameByFrame(int count) throws IOException {
        List<Path> files = IntStream.range(0, count)
                .mapToObj(i -> clip(1).variant(i % 5).file())
                .toList();

        JoinedVideo joined = join(files);

        List<String> expected = new ArrayList<>();
        for (Path file : files) {
            expected.addAll(TestMedia.pictureHashes(file));
        }
        Path output = joined.video().file();
        assertThat(TestMedia.pictureHashes(output)).isEqualTo(expected);
        assertThat(IsoBoxes.read(output).indexBeforeMedia()).isTrue();
        assertThat(joined.video().duration()).isEqualTo(joined.plan().duration());
        assertThat(joined.video().greatestOffsetMs()).isLessThan(count == 1 ? 0.1 : 10.7);
        assertThat(joined.video().joinsDecoded()).isEqualTo(count - 1);
    }

    @Test
    void aClipAloneMayShowItsFirstPictureLongAfterItsSoundBegins() {
        Path clip = clip(2).bFrames(2).file();
        Path late = TestMedia.cached(
                "late-" + clip.getFileName(),
                made -> List.of(
                        "-itsoffset",
                        "0.4",
                        "-i",
                        clip.toString(),
                        "-i",
                        clip.toString(),
                        "-map",
                        "0:v",
                        "-map",
                        "1:a",
                        "-c",
                        "copy",
                        made.toString()));

        JoinedVideo joined = join(List.of(late));

        assertThat(TestMedia.pictureHashes(joined.video().file())).isEqualTo(TestMedia.pictureHashes(clip));
    }

    @Test
    void joinsReorderedFramesFrameByFrame() {
        List<Path> files = List.of(
                clip(1).variant(1).bFrames(3).file(),
                clip(1.1).variant(2).bFrames(3).file(),
                clip(1).variant(3).bFrames(3).file());

        JoinedVideo joined = join(files);

        List<String> expected = new ArrayList<>();
        files.forEach(file -> expected.addAll(TestMedia.pictureHashes(file)));
        assertThat(TestMedia.pictureHashes(joined.video().file())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"30, 0", "9, 2"})
    void keepsSoundAtItsPictureOverManyClips(int count, int bFrames) {
        // A third of the clips has sound 100 ms too short, a third 100 ms too long; an edit list hides the priming of
        // all.
        List<Path> files = IntStream.range(0, count)
                .map(i -> i % KINDS)
                .mapToObj(i -> flashAndBeep(i).bFrames(bFrames).audioSeconds(5.0 + 0.1 * (i % 3)))
                .map(TestClip::file)
                .toList();

        SyncMeter.Offsets offsets = SyncMeter.measure(joinExactly(files).video().file());

        assertThat(offsets.byTimestampsMs())
                .hasSize(2 * count)
                .allSatisfy(ms -> assertThat(ms).isCloseTo(0, within(1.0)));
        assertThat(offsets.bySampleCountMs())
                .hasSize(2 * count)
                .allSatisfy(ms -> assertThat(ms).isCloseTo(0, within(1.0)));
    }

    @Test
    void makesTheSameBytesOfTheSameClips() throws IOException {
        List<ClipFile> clips = TestEngine.clipsIn(
                directory, List.of(clip(1).variant(1).file(), clip(1).variant(2).file()));

        byte[] once = Files.readAllBytes(
                joiner.join(JoinRequest.of(clips), directory, told).video().file());
        byte[] again = Files.readAllBytes(
                joiner.join(JoinRequest.of(clips), directory, told).video().file());

        assertThat(again).isEqualTo(once);
    }

    @Test
    void tellsStagesPlanAndProgress() {
        JoinedVideo joined =
                join(List.of(clip(1).variant(1).file(), clip(1).variant(2).file()));

        assertThat(told.stages).containsExactly(Stage.PROBE, Stage.JOIN, Stage.VERIFY);
        assertThat(told.plans).containsExactly(joined.plan());
        assertThat(told.shares).isSorted().endsWith(1.0);
    }

    @Test
    void publishesNoClipThatTurnsIntoAPixelBomb() throws IOException {
        Path small = clip(1).withoutAudio().file();
        Path bomb = Files.write(directory.resolve("bomb.h264"), annexB(small));
        Files.write(bomb, annexB(TestMedia.pixelBomb()), StandardOpenOption.APPEND);
        // The header tells of the first size alone.
        Path hidden = directory.resolve("hidden.mp4");
        TestMedia.ffmpeg(List.of(
                "-framerate",
                "30",
                "-f",
                "h264",
                "-i",
                bomb.toString(),
                "-c",
                "copy",
                "-bsf:v",
                "setts=ts=N*512:duration=512:time_base=1/15360",
                hidden.toString()));

        assertThatThrownBy(() -> join(List.of(hidden)))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal ->
                        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(ErrorCode.CLIP_UNREADABLE))
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .isEqualTo("video 1 holds a picture larger than the clips' headers say"));
    }

    private byte[] annexB(Path clip) throws IOException {
        Path stream = directory.resolve("stream.h264");
        TestMedia.ffmpeg(List.of(
                "-i", clip.toString(), "-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "h264", stream.toString()));
        return Files.readAllBytes(stream);
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @EnumSource(
            value = Stage.class,
            names = {"JOIN", "VERIFY"})
    void blamesNoClipThatTheDiskCannotReadAnyMore(Stage stage) {
        List<ClipFile> clips = TestEngine.clipsIn(
                directory, List.of(clip(1).variant(1).file(), clip(1).variant(2).file()));
        JoinObserver observer = new JoinObserver() {
            @Override
            public void stageBegins(Stage begun) {
                if (begun == stage) {
                    failToRead(clips.get(1).file());
                }
            }
        };

        // A file of no size is no failing disk to what copies; ffmpeg is told of the failure.
        assertThatThrownBy(() -> joiner.join(TestEngine.exact(clips), directory, observer))
                .asInstanceOf(type(TransientException.class))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DISK_FAILED))
                .extracting(TransientException::getMessage)
                .isEqualTo("the scratch disk failed when the worker tried to read clip-0002.mp4");
    }

    /** Puts a file in its place whose first byte meets EIO. */
    private static void failToRead(Path file) {
        try {
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/proc/self/mem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JoinedVideo joinExactly(List<Path> files) {
        return joiner.join(TestEngine.exact(TestEngine.clipsIn(directory, files)), directory, told);
    }

    private JoinedVideo join(List<Path> files) {
        return joiner.join(JoinRequest.of(TestEngine.clipsIn(directory, files)), directory, told);
    }

    private static final class Told implements JoinObserver {
        private final List<Stage> stages = new ArrayList<>();
        private final List<CompilePlan> plans = new ArrayList<>();
        private final List<Double> shares = new ArrayList<>();

        @Override
        public void stageBegins(Stage stage) {
            stages.add(stage);
        }

        @Override
        public void planned(CompilePlan plan, RenderPlan render) {
            plans.add(plan);
        }

        @Override
        public void joining(double share) {
            shares.add(share);
        }
    }
}
