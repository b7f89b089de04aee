package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static dev.videocompilation.worker.testmedia.TestMedia.flashAndBeep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.contract.job.Transition.AtJoin;
import dev.videocompilation.contract.job.TransitionType;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.plan.PlanText;
import dev.videocompilation.worker.testmedia.CopiedPieces;
import dev.videocompilation.worker.testmedia.PictureComparison;
import dev.videocompilation.worker.testmedia.SyncMeter;
import dev.videocompilation.worker.testmedia.TestClip;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clips that give way to one another: only what lies around a transition is made anew, and all of it looks and sounds as it should. */
class TransitionsTest {
    private static final double ALIKE = 0.98;
    private static final Transition HALF_A_SECOND = Transition.of(TransitionType.CROSSFADE, Duration.ofMillis(500));

    @TempDir
    Path directory = Path.of("");

    private static TestClip film(double seconds) {
        return clip(seconds).size(320, 180).bFrames(3);
    }

    @Test
    void copiesTheBodiesAndMakesWhatLiesAroundEachJoin() throws IOException {
        List<Path> files = List.of(
                film(4).gop(30).variant(1).file(),
                film(4).gop(30).variant(2).file(),
                film(4).gop(30).variant(3).file());

        JoinedVideo joined = join(HALF_A_SECOND, files);

        CompilePlan plan = joined.plan();
        assertThat(plan.frames()).isEqualTo(3 * 120 - 2 * 15);
        assertThat(joined.video().duration()).isEqualTo(plan.duration());
        // Before the overlap at most a few frames for a clean cut; after it, on to the key frame at 1 s.
        assertThat(plan.reEncoded().toDouble()).isLessThan(2 * (1 + 0.2));
        assertThat(CopiedPieces.requireTheClips(plan, joined.video().file())).isGreaterThan(250);
        assertLooksLike(joined, reference(files, "fade", 15, "null"));
    }

    @Test
    void clipsOfOneKeyFrameEachAreRightToo() throws IOException {
        List<Path> files = List.of(
                film(2).gop(250).variant(1).file(),
                film(2).gop(250).variant(2).file(),
                film(2).gop(250).variant(3).file());

        JoinedVideo joined = join(HALF_A_SECOND, files);

        // Only the first clip's beginning can be copied.
        assertThat(joined.plan().pieces().stream().filter(PicturePiece::isCopied))
                .hasSize(1);
        assertThat(PlanText.of(joined.plan())).contains("re-encoded (key frames: none from which");
        assertLooksLike(joined, reference(files, "fade", 15, "null"));
    }

    @Test
    void aMisfitGivesWayAndIsGivenWayToInTheFormOfTheOthers() throws IOException {
        List<Path> files = List.of(
                film(3).gop(30).variant(1).file(),
                film(3).fps("25").size(640, 360).variant(2).file(),
                film(3).gop(30).variant(3).file());

        JoinedVideo joined = join(HALF_A_SECOND, files);

        assertThat(joined.plan().pieces()).hasSize(4);
        assertLooksLike(joined, reference(files, "fade", 15, "fps=30:start_time=0,scale=320:180:flags=bicubic"));
    }

    @Test
    void framesOfARateThatIsNoWholeNumberStandWhereTheyShould() throws IOException {
        List<Path> files = List.of(
                film(3).fps("30000/1001").gop(30).variant(1).file(),
                film(3).fps("30000/1001").gop(30).variant(2).file());

        JoinedVideo joined = join(HALF_A_SECOND, files);

        // 500 ms are 14.985 frames.
        assertThat(joined.plan().frames())
                .isEqualTo(TestMedia.pictureHashes(files.get(0)).size()
                        + TestMedia.pictureHashes(files.get(1)).size()
                        - 15);
        assertThat(joined.plan().pieces()).hasSize(3);
    }

    @Test
    void everyJoinMayHaveItsOwn() throws IOException {
        List<Path> files = List.of(
                film(3).gop(30).variant(1).file(),
                film(3).gop(30).variant(2).file(),
                film(3).gop(30).variant(3).file(),
                film(3).gop(30).variant(4).file());
        Transition transition = new Transition(
                TransitionType.WIPE,
                Duration.ofMillis(300),
                List.of(
                        new AtJoin(2, TransitionType.CUT, Duration.ofMillis(300)),
                        new AtJoin(3, TransitionType.FADEBLACK, Duration.ofSeconds(1))));

        JoinedVideo joined = join(transition, files);

        assertThat(joined.plan().frames()).isEqualTo(4 * 90 - 9 - 30);
        assertThat(joined.plan().pieces().stream()
                        .map(PicturePiece::content)
                        .filter(PicturePiece.Blended.class::isInstance)
                        .map(PicturePiece.Blended.class::cast)
                        .map(PicturePiece.Blended::type))
                .containsExactly(TransitionType.WIPE, TransitionType.FADEBLACK);
        // Between the second and the third, nothing is made.
        assertThat(joined.plan().clips().get(2).overlapTicks()).isZero();
    }

    @ParameterizedTest
    @EnumSource(value = TransitionType.class, mode = EnumSource.Mode.EXCLUDE, names = "CUT")
    void everyKindIsMade(TransitionType type) throws IOException {
        List<Path> files = List.of(clip(1).variant(1).file(), clip(1).variant(2).file());

        JoinedVideo joined = join(Transition.of(type, Duration.ofMillis(200)), files);

        assertThat(joined.plan().frames()).isEqualTo(54);
        assertThat(TestMedia.pictureHashes(joined.video().file())).hasSize(54);
    }

    @Test
    void clipsMayBeAsShortAsTheirTransitions() throws IOException {
        List<Path> files = List.of(
                film(0.5).variant(1).file(),
                film(1).variant(2).file(),
                film(0.5).variant(3).file());

        JoinedVideo joined = join(HALF_A_SECOND, files);

        assertThat(joined.plan().frames()).isEqualTo(30);
        assertLooksLike(joined, reference(files, "fade", 15, "null"));
    }

    @Test
    void aClipShorterThanItsTransitionsIsRefusedByName() throws IOException {
        List<Path> files = List.of(
                film(1).variant(1).file(),
                film(0.9).variant(2).file(),
                film(1).variant(3).file());

        assertThatThrownBy(() -> join(HALF_A_SECOND, files))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TRANSITION_NOT_POSSIBLE))
                .extracting(RejectedException::getMessage)
                .asString()
                .contains("lasts 0.900 s, and its transitions take 1.000 s");
    }

    @Test
    void aJoinThatDoesNotExistIsRefused() throws IOException {
        Transition transition = new Transition(
                TransitionType.FADE,
                Duration.ofMillis(500),
                List.of(new AtJoin(2, TransitionType.CUT, Duration.ofMillis(500))));

        assertThatThrownBy(() -> join(
                        transition,
                        List.of(film(1).variant(1).file(), film(1).variant(2).file())))
                .extracting(Throwable::getMessage)
                .isEqualTo("there is no join 2: 2 clips have 1");
    }

    @Test
    void soundStaysWithItsPictureOverManyTransitions() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            files.add(flashAndBeep(i % 5).file());
        }

        JoinedVideo joined = join(Transition.of(TransitionType.DISSOLVE, Duration.ofMillis(200)), files);

        SyncMeter.Offsets offsets = SyncMeter.measure(joined.video().file());
        assertThat(offsets.byTimestampsMs())
                .hasSizeGreaterThanOrEqualTo(20)
                .allSatisfy(offset -> assertThat(offset).isBetween(-20.0, 20.0));
        assertThat(offsets.bySampleCountMs())
                .allSatisfy(offset -> assertThat(offset).isBetween(-20.0, 20.0));
    }

    @Test
    void soundFadesFromOneClipToTheNextWhileBothAreShown() throws IOException {
        List<Path> files = List.of(
                film(2).steadyTone().variant(1).file(),
                film(2).silent().variant(2).file());

        JoinedVideo joined = join(Transition.of(TransitionType.FADE, Duration.ofSeconds(1)), files);

        double full = level(joined, 0.3, 0.7);
        assertThat(level(joined, 1.2, 1.3) / full).isBetween(0.7, 0.8);
        assertThat(level(joined, 1.45, 1.55) / full).isBetween(0.45, 0.55);
        assertThat(level(joined, 1.7, 1.8) / full).isBetween(0.2, 0.3);
        assertThat(level(joined, 2.1, 2.9) / full).isLessThan(0.01);
        assertThat(joined.video().duration().toDouble()).isCloseTo(3, within(0.001));
    }

    private JoinedVideo join(Transition transition, List<Path> files) throws IOException {
        Path folder = Files.createTempDirectory(directory, "join-");
        return TestEngine.joiner()
                .join(
                        new JoinRequest(
                                TestEngine.clipsIn(folder, files),
                                OutputSpec.DEFAULT,
                                CompileOptions.DEFAULT.withTransition(transition)),
                        folder,
                        new JoinObserver() {});
    }

    private static void assertLooksLike(JoinedVideo joined, Path reference) {
        assertThat(PictureComparison.ssim(
                        joined.video().file(), 0, joined.plan().frames(), reference, "null"))
                .hasSize(joined.plan().frames())
                .allSatisfy(alike -> assertThat(alike).isGreaterThan(ALIKE));
    }

    /** All clips decoded and blended by ffmpeg in one run, without loss. */
    private Path reference(List<Path> files, String type, int overlap, String fit) {
        List<String> arguments = new ArrayList<>();
        StringBuilder graph = new StringBuilder();
        int frames = 0;
        for (int i = 0; i < files.size(); i++) {
            arguments.addAll(List.of("-i", files.get(i).toString()));
            graph.append("[%d:v]%s,settb=1/30,setpts=N[c%d];".formatted(i, fit, i));
        }
        String before = "c0";
        for (int i = 1; i < files.size(); i++) {
            frames += frames(files.get(i - 1)) - overlap;
            graph.append("[%s][c%d]xfade=transition=%s:duration=%dus:offset=%dus[x%d];"
                    .formatted(before, i, type, overlap * 1_000_000 / 30, Math.round(frames * 1_000_000 / 30.0), i));
            before = "x" + i;
        }
        graph.append("[%s]format=yuv420p[out]".formatted(before));
        arguments.addAll(List.of("-filter_complex", graph.toString(), "-map", "[out]", "-c:v", "libx264", "-qp", "0"));
        Path reference = directory.resolve("reference.mp4");
        arguments.addAll(List.of("-y", reference.toString()));
        TestMedia.ffmpeg(arguments);
        return reference;
    }

    private static int frames(Path file) {
        return (int) Math.round(TestEngine.prober()
                        .probe(ClipRef.file("a clip"), file)
                        .video()
                        .packets()
                        .duration()
                        .toDouble()
                * 30);
    }

    /** The sound's level between two times. */
    private double level(JoinedVideo joined, double from, double to) throws IOException {
        Path raw = Files.createTempFile(directory, "sound-", ".raw");
        TestMedia.ffmpeg(List.of(
                "-i",
                joined.video().file().toString(),
                "-map",
                "0:a:0",
                "-ac",
                "1",
                "-ar",
                "48000",
                "-f",
                "s16le",
                "-y",
                raw.toString()));
        ShortBuffer samples = ByteBuffer.wrap(Files.readAllBytes(raw))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        double power = 0;
        int first = (int) (from * 48_000);
        int last = (int) (to * 48_000);
        for (int i = first; i < last; i++) {
            power += (double) samples.get(i) * samples.get(i);
        }
        return Math.sqrt(power / (last - first));
    }
}
