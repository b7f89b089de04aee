package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OnBadClip;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Overlay;
import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.contract.job.Transition.AtJoin;
import dev.videocompilation.contract.job.TransitionType;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.testmedia.Damage;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips that cannot be used: the job fails by the first one, or goes on without them. */
class BadClipsTest {
    private static final CompileOptions SKIP = CompileOptions.DEFAULT.withOnBadClip(OnBadClip.SKIP);

    @TempDir
    Path directory = Path.of("");

    @Test
    void theVideoIsMadeWithoutThemWhereverTheirDefectIsFound() throws IOException {
        Path one = clip(1).variant(1).file();
        Path two = clip(1).variant(2).file();
        // Found by its index, by its bytes, when its picture is made anew, when its sound is, by the proof, and by the
        // memory
        // that its index asks for.
        List<Path> files = List.of(
                truncated(),
                one,
                Files.writeString(directory.resolve("note.mp4"), "not a video at all"),
                Damage.ofPackets(clip(1).size(128, 96).file(), "v", 5, 6, directory.resolve("picture.mp4")),
                two,
                Damage.ofPackets(clip(1).variant(3).file(), "a", 5, 15, directory.resolve("sound.mp4")),
                Damage.ofPackets(clip(1).variant(3).file(), "v", 0, 3, directory.resolve("copied.mp4")),
                Damage.inBox(clip(1).file(), "stts", 0, 4, new byte[] {127, 0, 0, 0}, directory.resolve("table.mp4")));

        JoinedVideo joined = join(files, SKIP);

        assertThat(joined.skipped())
                .extracting(SkippedClip::clip)
                .containsExactlyInAnyOrder(
                        ClipRef.video(1),
                        ClipRef.video(3),
                        ClipRef.video(4),
                        ClipRef.video(6),
                        ClipRef.video(7),
                        ClipRef.video(8));
        assertThat(joined.skipped())
                .extracting(SkippedClip::code)
                .containsOnly(ErrorCode.CLIP_TRUNCATED, ErrorCode.CLIP_UNREADABLE, ErrorCode.ENGINE_LIMIT);
        assertThat(joined.plan().clips())
                .extracting(placed -> placed.clip().ref())
                .containsExactly(ClipRef.video(2), ClipRef.video(5));
        assertThat(TestMedia.pictureHashes(joined.video().file()))
                .isEqualTo(Stream.of(one, two)
                        .flatMap(file -> TestMedia.pictureHashes(file).stream())
                        .toList());
    }

    @Test
    void everyClipKeepsTheTransitionThatItComesBy() throws IOException {
        List<Path> files = List.of(
                clip(1).variant(1).file(),
                truncated(),
                clip(1).variant(2).file(),
                clip(1).variant(3).file());
        Transition transition = new Transition(
                TransitionType.CUT,
                Duration.ofMillis(200),
                List.of(
                        new AtJoin(1, TransitionType.WIPE, Duration.ofMillis(200)),
                        new AtJoin(2, TransitionType.DISSOLVE, Duration.ofMillis(300))));

        JoinedVideo joined = join(files, SKIP.withTransition(transition));

        assertThat(joined.plan().frames()).isEqualTo(90 - 9);
        assertThat(joined.plan().pieces().stream()
                        .map(PicturePiece::content)
                        .filter(PicturePiece.Blended.class::isInstance)
                        .map(PicturePiece.Blended.class::cast)
                        .map(PicturePiece.Blended::type))
                .containsExactly(TransitionType.DISSOLVE);
    }

    @Test
    void aJobWhoseClipsAreAllBadFailsByOneOfThem() throws IOException {
        List<Path> files = List.of(truncated(), Files.writeString(directory.resolve("note.mp4"), "not a video at all"));

        assertThatThrownBy(() -> join(files, SKIP))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal ->
                        assertThat(refusal.code()).isIn(ErrorCode.CLIP_TRUNCATED, ErrorCode.CLIP_UNREADABLE));
    }

    @Test
    void nothingIsSkippedBesideTextsThatHaveTheirTimesInTheWhole() throws IOException {
        List<Path> files = List.of(truncated(), clip(1).file());

        assertThatThrownBy(() -> join(files, SKIP.withOverlays(List.of(Overlay.of("a")))))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CLIP_TRUNCATED));
    }

    @Test
    void unlessAskedToSkipThemTheJobFails() throws IOException {
        List<Path> files = List.of(clip(1).file(), truncated());

        assertThatThrownBy(() -> join(files, CompileOptions.DEFAULT))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CLIP_TRUNCATED));
    }

    private Path truncated() throws IOException {
        byte[] whole = Files.readAllBytes(clip(1).variant(4).file());
        return Files.write(directory.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length * 2 / 3));
    }

    private JoinedVideo join(List<Path> files, CompileOptions options) throws IOException {
        Path folder = Files.createTempDirectory(directory, "join-");
        return TestEngine.joiner()
                .join(
                        new JoinRequest(TestEngine.clipsIn(folder, files), OutputSpec.DEFAULT, options),
                        folder,
                        new JoinObserver() {});
    }
}
