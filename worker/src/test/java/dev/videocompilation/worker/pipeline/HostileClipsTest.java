package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.testmedia.Damage;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clips made to hurt, and those that {@link MutationFuzzTest} found to. */
@Timeout(120)
class HostileClipsTest {
    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(ints = {100_000_000, 2_000_000_000, Integer.MAX_VALUE, -1})
    void refusesAClipWhosePicturesBeginLongAfterItsSound(int milliseconds) {
        Path late = TestMedia.cached(
                "late-pictures.mp4",
                output -> List.of(
                        "-itsoffset",
                        "5",
                        "-i",
                        clip(1).file().toString(),
                        "-i",
                        clip(1).file().toString(),
                        "-map",
                        "0:v",
                        "-map",
                        "1:a",
                        "-c",
                        "copy",
                        output.toString()));
        assertThat(Damage.numberInBox(late, "elst", 0, 8)).as("the empty edit").isEqualTo(5_000);
        byte[] huge = ByteBuffer.allocate(4).putInt(milliseconds).array();

        assertRefused(Damage.inBox(late, "elst", 0, 8, huge, directory.resolve("late.mp4")), ErrorCode.CLIP_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 1 << 24, Integer.MAX_VALUE})
    void refusesAClipWhosePixelsAreToBeDrawnWide(int ratio) {
        Path film = clip(1).codec("mpeg4").sampleAspect("4/3").file();
        byte[] wide = ByteBuffer.allocate(8).putInt(ratio).putInt(1).array();

        assertRefused(Damage.inBox(film, "pasp", 0, 0, wide, directory.resolve("wide.mp4")), ErrorCode.CLIP_TOO_LARGE);
    }

    @Test
    void bringsNoClipToAFormOfPicturesThinnerThanAPixel() throws IOException {
        byte[] thin = ByteBuffer.allocate(8).putInt(1).putInt(513).array();
        Path line = Damage.inBox(clip(2).sampleAspect("4/3").file(), "pasp", 0, 0, thin, directory.resolve("line.mp4"));

        JoinedVideo joined = join(List.of(line, clip(1).file()));

        assertThat(joined.plan().target().copied().map(ProbedClip::ref)).contains(ClipRef.video(2));
    }

    @Test
    void takesAClipWhoseSoundTrackHoldsNothingForOneWithoutSound() throws IOException {
        Path silent = directory.resolve("silent.mp4");
        Damage.inBox(clip(1).file(), "stsz", 1, 8, new byte[4], silent);
        for (String table : List.of("stts", "stsc", "stco")) {
            Damage.inBox(silent, table, 1, 4, new byte[4], silent);
        }

        assertThat(join(List.of(silent)).plan().sound()).isEqualTo(new SoundPlan.None());
        assertThat(join(List.of(silent, clip(1).file()))
                        .plan()
                        .clips()
                        .getFirst()
                        .clip()
                        .audio())
                .isEmpty();
    }

    @Test
    void letsNoPictureThatStandsStillRuleTheMotionOfOthers() throws IOException {
        Path still = clip(6).fps("1/3").size(128, 96).file();

        JoinedVideo joined = join(List.of(still, clip(1).file()));

        assertThat(joined.plan().target().frameRate()).isEqualTo(Rational.of(30));
        assertThat(joined.plan().frames()).isEqualTo(210);
    }

    @Test
    void makesAFrameOfAClipShorterThanHalfOfOne() throws IOException {
        Path brief = clip(0.008).fps("120").size(128, 96).withoutAudio().file();

        assertThat(join(List.of(clip(1).file(), brief)).plan().frames()).isEqualTo(31);
    }

    @Test
    void blamesTheClipAndNotTheDiskForAMatroskaFileThatEndsWithinItsHeader() throws IOException {
        Path whole = TestMedia.derived(clip(1).file(), "copy.mkv", "-c", "copy");
        byte[] head = Arrays.copyOf(Files.readAllBytes(whole), 400);

        // ffprobe calls that an error of input and output.
        assertRefused(Files.write(directory.resolve("head.mkv"), head), ErrorCode.CLIP_UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v", "a"})
    void namesTheClipThatIsCopiedAndDoesNotDecode(String stream) throws IOException {
        Path damaged = Damage.ofPackets(clip(1).file(), stream, 0, 3, directory.resolve("damaged.mp4"));

        assertRefused(damaged, ErrorCode.CLIP_UNREADABLE);
    }

    @Test
    void keepsTheTurnThatTheMovieAndNotItsTrackTells() throws IOException {
        byte[] left = ByteBuffer.allocate(36)
                .putInt(4, -(1 << 16))
                .putInt(12, 1 << 16)
                .putInt(32, 1 << 30)
                .array();
        Path turned = Damage.inBox(clip(1).file(), "mvhd", 0, 36, left, directory.resolve("turned.mp4"));

        JoinedVideo joined = join(List.of(turned, turned));

        assertThat(joined.plan().reEncoded()).isEqualTo(Rational.ZERO);
        assertThat(TestEngine.prober()
                        .probe(ClipRef.video(1), joined.video().file())
                        .video()
                        .displayMatrix())
                .isEqualTo("0 -65536 0 65536 0 0 0 0 1073741824");
    }

    private void assertRefused(Path file, ErrorCode code) {
        for (List<Path> files : List.of(List.of(file), List.of(file, clip(1).file()))) {
            assertThatThrownBy(() -> join(files)).isInstanceOfSatisfying(RejectedException.class, refusal -> {
                assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
                assertThat(refusal.clip()).contains(ClipRef.video(1));
            });
        }
    }

    private JoinedVideo join(List<Path> files) throws IOException {
        Path folder = Files.createTempDirectory(directory, "join-");
        return TestEngine.joiner()
                .join(JoinRequest.of(TestEngine.clipsIn(folder, files)), folder, new JoinObserver() {});
    }
}
