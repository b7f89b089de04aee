package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.Captions;
import dev.videocompilation.contract.job.CaptionsMode;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Overlay;
import dev.videocompilation.contract.job.OverlayPosition;
import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.contract.job.TransitionType;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PlanText;
import dev.videocompilation.worker.testmedia.CopiedPieces;
import dev.videocompilation.worker.testmedia.PictureComparison;
import dev.videocompilation.worker.testmedia.TestClip;
import dev.videocompilation.worker.testmedia.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts over the pictures: exact to the frame, shown as they are, and nothing made anew but what lies under them. */
class TextsTest {
    /** Above it, a frame was re-encoded as it is; below, something was drawn into it. */
    private static final double ALIKE = 0.98;

    @TempDir
    Path directory = Path.of("");

    private static TestClip film(double seconds) {
        return clip(seconds).size(320, 180).gop(30).bFrames(3);
    }

    private static Overlay text(String text, int fromMs, int toMs) {
        return new Overlay(
                text,
                OverlayPosition.CENTER,
                Duration.ofMillis(fromMs),
                Optional.of(Duration.ofMillis(toMs)),
                20,
                Overlay.DEFAULT_COLOR);
    }

    private JoinedVideo join(CompileOptions options, List<Path> files) throws IOException {
        Path folder = Files.createTempDirectory(directory, "join-");
        Optional<Path> captions =
                options.captions().isPresent() ? Optional.of(directory.resolve("captions.srt")) : Optional.empty();
        return TestEngine.joiner()
                .join(
                        new JoinRequest(TestEngine.clipsIn(folder, files), OutputSpec.DEFAULT, options, captions),
                        folder,
                        new JoinObserver() {});
    }

    private JoinedVideo join(List<Overlay> texts, List<Path> files) throws IOException {
        return join(CompileOptions.DEFAULT.withOverlays(texts), files);
    }

    /** The frames of a joined video, counted from one clip's first, that do not look like the clip's. */
    private static List<Integer> changed(JoinedVideo joined, int from, int frames, Path clip) {
        List<Double> alike = PictureComparison.ssim(joined.video().file(), from, frames, clip, "null");
        return IntStream.range(0, frames)
                .filter(frame -> alike.get(frame) < ALIKE)
                .boxed()
                .toList();
    }

    private static List<Integer> frames(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void aTextIsShownInItsFramesAndNothingElseIsMadeAnew() throws IOException {
        List<Path> files = List.of(film(4).variant(1).file(), film(4).variant(2).file());

        JoinedVideo joined = join(List.of(text("Olá", 1_500, 2_000)), files);

        // 1.5 s is frame 45; the frame at 2 s shows it no more.
        assertThat(changed(joined, 0, 120, files.get(0))).isEqualTo(frames(45, 60));
        CompilePlan plan = joined.plan();
        assertThat(plan.reEncoded().toDouble()).isBetween(0.5, 0.6);
        assertThat(PlanText.of(plan)).contains("frames around its texts").contains("text from 1.500 to 2.000 s: Olá");
        assertThat(CopiedPieces.requireTheClips(plan, joined.video().file())).isGreaterThan(220);
    }

    @Test
    void aTextMayBeginBetweenFramesAndReachOverAJoin() throws IOException {
        List<Path> files = List.of(film(3).variant(1).file(), film(3).variant(2).file());

        // Frames stand at multiples of 33.33 ms: 2.5001 s is after frame 75, 3.4 s is frame 102.
        JoinedVideo joined = join(List.of(text("sobre", 2_501, 3_400)), files);

        assertThat(changed(joined, 0, 90, files.get(0))).isEqualTo(frames(76, 90));
        assertThat(changed(joined, 90, 90, files.get(1))).isEqualTo(frames(0, 12));
    }

    @Test
    void aTextOverATransitionAndAMisfitIsDrawnIntoWhatIsMadeAnyway() throws IOException {
        List<Path> files = List.of(
                film(3).variant(1).file(),
                film(3).fps("25").size(640, 360).variant(2).file());
        CompileOptions options = CompileOptions.DEFAULT
                .withOverlays(List.of(text("meio", 2_600, 4_000)))
                .withTransition(Transition.of(TransitionType.CROSSFADE, Duration.ofMillis(500)));

        JoinedVideo joined = join(options, files);

        assertThat(changed(joined, 0, 75, files.get(0))).isEmpty();
        assertThat(joined.plan().pieces()).hasSize(2);
        // Until 4 s, frame 120; then the misfit alone.
        List<Double> alike = PictureComparison.ssim(
                joined.video().file(),
                90,
                70,
                files.get(1),
                "fps=30:start_time=0,trim=start_frame=15,setpts=N/30/TB,scale=320:180:flags=bicubic");
        assertThat(IntStream.range(0, 70)
                        .filter(frame -> alike.get(frame) < ALIKE)
                        .boxed())
                .isEqualTo(frames(0, 30));
    }

    @Test
    void aSingleClipKeepsItsSoundUnderAText() throws IOException {
        List<Path> files = List.of(film(4).variant(1).file());

        JoinedVideo joined = join(List.of(text("só", 1_000, 1_500)), files);

        assertThat(changed(joined, 0, 120, files.get(0))).isEqualTo(frames(30, 45));
    }

    @Test
    void aTextOverAllOfAClipReEncodesItAndSaysWhy() throws IOException {
        List<Path> files = List.of(film(2).variant(1).file(), film(2).variant(2).file());

        JoinedVideo joined = join(List.of(text("texto", 0, 2_000)), files);

        assertThat(PlanText.of(joined.plan())).contains("re-encoded (text: over all");
        assertThat(changed(joined, 0, 60, files.get(0))).isEqualTo(frames(0, 60));
        assertThat(changed(joined, 60, 60, files.get(1))).isEmpty();
    }

    @Test
    void noTextIsEverPartOfAFilter() throws IOException {
        List<Path> files = List.of(film(2).variant(1).file());
        List<Overlay> hostile = List.of(
                text("':enable=0,drawtext=text='x", 0, 500),
                text("%{pts} \\ %d [a];", 0, 500),
                text("a\n\nb:c='d'", 0, 500));

        JoinedVideo joined = join(hostile, files);

        assertThat(changed(joined, 0, 60, files.get(0))).isEqualTo(frames(0, 15));
    }

    @Test
    void burnedCaptionsAreDrawn() throws IOException {
        List<Path> files = List.of(film(4).variant(1).file(), film(4).variant(2).file());
        Files.writeString(
                directory.resolve("captions.srt"),
                "00:00:01,000 --> 00:00:01,500\nAção e emoção aqui, com palavras\nem duas linhas inteiras\n\n00:00:05,000 --> 00:00:05,500\nfim e mais um pouco de texto,\ntambém em duas linhas\n");

        JoinedVideo joined = join(
                CompileOptions.DEFAULT.withCaptions(new Captions("s3://media/a.srt", CaptionsMode.BURNED, "pt")),
                files);

        assertThat(changed(joined, 0, 120, files.get(0))).isEqualTo(frames(30, 45));
        assertThat(changed(joined, 120, 120, files.get(1))).isEqualTo(frames(30, 45));
        assertThat(joined.plan().reEncoded().toDouble()).isLessThan(2.1);
    }

    @Test
    void aTextThatWouldNotBeSeenWholeIsRefused() {
        List<Path> files = List.of(film(2).variant(1).file());

        assertRefused(List.of(text("tarde", 2_000, 3_000)), files, "the text \"tarde\" begins at 2.000 s");
        assertRefused(List.of(text("no fim", 1_990, 2_000)), files, "after the last frame");
        assertRefused(List.of(text("nunca", 1_000, 1_000)), files, "no later than it begins");
        assertRefused(List.of(text(" \n ", 0, 1_000)), files, "has nothing to show");
        assertRefused(List.of(text("muito ".repeat(80), 0, 1_000)), files, "lines of");
        assertRefused(List.of(text("中文", 0, 1_000)), files, "has the letter U+4E2D, which the font lacks");
        assertRefused(List.of(text("مرحبا", 0, 1_000)), files, "a script whose letters are joined");
    }

    private void assertRefused(List<Overlay> texts, List<Path> files, String why) {
        assertThatThrownBy(() -> join(texts, files))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TEXT_NOT_POSSIBLE))
                .extracting(RejectedException::getMessage)
                .asString()
                .contains(why);
    }
}
