package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static dev.videocompilation.worker.testmedia.TestMedia.flashAndBeep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.AudioJoin;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OnBadClip;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.contract.job.TransitionType;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.PlanText;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.testmedia.SyncMeter;
import dev.videocompilation.worker.testmedia.TestClip;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import dev.videocompilation.worker.testmedia.Waveform;
import dev.videocompilation.worker.verify.Verification.Disproven;
import dev.videocompilation.worker.verify.Verification.Proven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clips whose sound is joined frame by frame, as it is. */
class CopiedSoundTest {
    private static final double HALF_A_FRAME_MS = 10.7;
    /** The meter sees a beep where it gets loud. */
    private static final double RISE_MS = 1;

    @TempDir
    Path directory = Path.of("");

    private final ClipJoiner joiner = TestEngine.joiner();

    @ParameterizedTest
    @CsvSource({"100, 0", "9, 2"})
    void keepsSoundWithinHalfAFrameOfItsPictureOverManyClips(int count, int bFrames) {
        List<Path> files = IntStream.range(0, count)
                .mapToObj(i -> flashAndBeep(i % 9).bFrames(bFrames).file())
                .toList();

        JoinedVideo joined = join(files, AudioJoin.AUTO);

        assertThat(joined.video().greatestOffsetMs()).isBetween(5.0, HALF_A_FRAME_MS);
        SyncMeter.Offsets offsets = SyncMeter.measure(joined.video().file());
        for (List<Double> heard : List.of(offsets.byTimestampsMs(), offsets.bySampleCountMs())) {
            // Ahead of a beep at a clip's very beginning the blend of both clips may be loud enough for the meter.
            assertThat(heard).hasSize(2 * count).allSatisfy(ms -> assertThat(ms).isBetween(-20.0, 11.7));
            assertThat(IntStream.range(0, count).mapToObj(i -> heard.get(2 * i + 1)))
                    .allSatisfy(ms -> assertThat(ms).isCloseTo(0, within(HALF_A_FRAME_MS + RISE_MS)));
        }
        assertThat(joined.plan().reEncoded().numerator()).isZero();
        Set<String> own = files.stream()
                .distinct()
                .flatMap(file -> packets(file).stream())
                .collect(Collectors.toSet());
        assertThat(packets(joined.video().file())).isNotEmpty().allMatch(own::contains);
    }

    /** The hashes of a file's packets of sound. */
    private static List<String> packets(Path file) {
        return TestMedia.ffprobe(
                        "-select_streams",
                        "a",
                        "-show_data_hash",
                        "md5",
                        "-show_entries",
                        "packet=data_hash:packet_side_data=",
                        "-of",
                        "csv=p=0",
                        file.toString())
                .stream()
                .map(line -> line.replace(",", ""))
                .toList();
    }

    @Test
    void insertsSilentFramesWhereAClipsSoundEndsEarly() {
        List<Path> files = IntStream.range(0, 6)
                .mapToObj(i ->
                        flashAndBeep(i).audioSeconds(i % 2 == 0 ? 4.6 : 5.3).file())
                .toList();

        JoinedVideo joined = join(files, AudioJoin.COPY);

        assertThat(joined.plan().sound())
                .isInstanceOfSatisfying(
                        SoundPlan.CopiedFrames.class,
                        sound -> assertThat(sound.clips())
                                .extracting(SoundPlan.Kept::silent)
                                .satisfiesExactly(
                                        silent -> assertThat(silent).isBetween(20, 24),
                                        silent -> assertThat(silent).isZero(),
                                        silent -> assertThat(silent).isBetween(20, 24),
                                        silent -> assertThat(silent).isZero(),
                                        silent -> assertThat(silent).isBetween(20, 24),
                                        silent -> assertThat(silent).isZero()));
        assertThat(PlanText.of(joined.plan())).contains("sound: copied, then 2", "silent frames");
        SyncMeter.Offsets offsets = SyncMeter.measure(joined.video().file());
        assertThat(offsets.bySampleCountMs())
                .hasSize(12)
                .allSatisfy(ms -> assertThat(ms).isCloseTo(0, within(HALF_A_FRAME_MS + RISE_MS)));
    }

    @Test
    void exactSoundHasNoClickAtAJoin() {
        // Of 440 whole swings, so that the tone goes on at the join as if there were none.
        Path tone = clip(1.1).steadyTone().file();

        Waveform heard = Waveform.of(
                join(List.of(tone, tone, tone), AudioJoin.EXACT).video().file());

        for (double join : List.of(1.1, 2.2)) {
            // Cut within a swing, the tone of level 0.4 would jump by as much.
            assertThat(heard.roughness(join - 0.05, join + 0.05)).isLessThan(0.02);
            assertThat(heard.levelDb(join - 0.01, join + 0.01)).isCloseTo(heard.levelDb(0.4, 0.7), within(0.5));
        }
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("one channel", clip -> clip.channels(1)),
                kind("six channels", clip -> clip.channels(6)),
                kind("44.1 kHz", clip -> clip.sampleRateHz(44_100)),
                kind("silent", TestClip::silent),
                kind("steady tone", TestClip::steadyTone),
                kind("29.97 fps", clip -> clip.fps("30000/1001")),
                kind("one channel, sound too short", clip -> clip.channels(1).audioSeconds(0.5)),
                kind("B-frames", clip -> clip.bFrames(3)));
    }

    private static Arguments kind(String name, UnaryOperator<TestClip> kind) {
        return Arguments.of(name, kind);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void copiesTheSoundOfClipsOfEveryKind(String name, UnaryOperator<TestClip> kind) {
        List<Path> files = IntStream.range(0, 4)
                .mapToObj(i -> kind.apply(clip(1.0 + 0.1 * i).variant(i)).file())
                .toList();

        JoinedVideo joined = join(files, AudioJoin.AUTO);

        assertThat(joined.plan().sound()).as(name).isInstanceOf(SoundPlan.CopiedFrames.class);
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("sound: none", clip(1).withoutAudio().file()),
                Arguments.of(
                        "audio codec: mp3", clip(1).audioCodec("libmp3lame").file()),
                Arguments.of(
                        "audio configuration: AAC-LC, 44100 Hz, channel configuration 2, not AAC-LC, 48000 Hz",
                        clip(1).sampleRateHz(44_100).file()),
                Arguments.of(
                        "audio configuration: AAC-LC, 48000 Hz, channel configuration 1, not",
                        clip(1).channels(1).file()),
                Arguments.of(
                        "audio priming: none that an edit list names",
                        clip(1).withoutEditList().file()));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void refusesToCopyBesideAMisfitByNameAndMakesAllExactWhereItMay(String why, Path misfit) throws IOException {
        List<Path> files =
                List.of(clip(1).variant(1).file(), misfit, clip(1).variant(2).file());

        assertThatThrownBy(() -> join(files, AudioJoin.COPY))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SOUND_NOT_COPYABLE))
                .satisfies(refusal -> assertThat(refusal.clip()).contains(ClipRef.video(2)))
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).startsWith("the sound of video 2 cannot be copied (" + why));

        assertThat(join(files, AudioJoin.AUTO).plan().sound()).isInstanceOf(SoundPlan.Exact.class);
    }

    @Test
    void skipsNoClipWhoseSoundCannotBeCopiedAndRefusesTransitionsByName() {
        List<Path> files = List.of(
                clip(1).variant(1).file(),
                clip(1).withoutAudio().file(),
                clip(1).variant(2).file());
        CompileOptions copied = CompileOptions.DEFAULT.withAudioJoin(AudioJoin.COPY);

        assertThatThrownBy(() -> join(files, copied.withOnBadClip(OnBadClip.SKIP)))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SOUND_NOT_COPYABLE));
        assertThatThrownBy(() -> join(
                        List.of(clip(2).variant(1).file(), clip(2).variant(2).file()),
                        copied.withTransition(Transition.of(TransitionType.FADE, Duration.ofMillis(500)))))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SOUND_NOT_COPYABLE))
                .extracting(RejectedException::getMessage)
                .isEqualTo("the sound cannot be copied (transition: fades sound)");
    }

    @Test
    void aClipWhosePicturesAreReEncodedMakesAllSoundExactUnlessCopyingIsAskedFor() {
        List<Path> files = List.of(
                clip(1).variant(1).file(), clip(1).variant(2).size(192, 108).file());

        assertThat(join(files, AudioJoin.AUTO).plan().sound()).isInstanceOf(SoundPlan.Exact.class);
        assertThat(join(files, AudioJoin.COPY).plan().sound()).isInstanceOf(SoundPlan.CopiedFrames.class);
    }

    @Test
    void makesTheSoundOfAClipThatStandsAloneExactWhereThatIsAskedFor() {
        List<Path> alone = List.of(clip(1).file());

        assertThat(join(alone, AudioJoin.EXACT).plan().sound()).isInstanceOf(SoundPlan.Exact.class);
        assertThat(join(alone, AudioJoin.COPY).plan().sound()).isEqualTo(new SoundPlan.Copied());
    }

    @Test
    void aFrameThatIsLostDoubledChangedOrMovedFailsTheProof() throws IOException {
        List<Path> files = IntStream.range(0, 3)
                .mapToObj(i -> clip(1.2).variant(i).audioSeconds(1).file())
                .toList();
        JoinedVideo joined = join(files, AudioJoin.COPY);
        Path good = joined.video().file();

        assertThat(TestEngine.verifier().verify(joined.plan(), good)).isInstanceOf(Proven.class);
        assertDisproven(
                joined,
                damaged(good, "-bsf:a", "noise=drop='eq(n,70)'"),
                "the output's sound has 169 frames, the plan 170");
        assertDisproven(joined, damaged(good, "-bsf:a", "noise=amount='eq(n,70)*3'"), "is not the clip's");
        assertDisproven(joined, damaged(good, "-bsf:a", "noise=amount='eq(n,50)*3'"), "is not silence");
        assertDisproven(
                joined, damaged(good, "-bsf:a", "setts=ts='if(gte(N,70),TS+512,TS)'"), "a gap or an overlap at");
        assertDisproven(joined, damaged(good, "-c:a", "aac"), "is not the clip's");
    }

    private Path damaged(Path good, String... arguments) {
        Path output = directory.resolve("damaged.mp4");
        List<String> all = new ArrayList<>(List.of("-i", good.toString(), "-c", "copy"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("-video_track_timescale", "15360", "-movflags", "+faststart", output.toString()));
        TestMedia.ffmpeg(all);
        return output;
    }

    private static void assertDisproven(JoinedVideo joined, Path output, String reason) {
        assertThat(TestEngine.verifier().verify(joined.plan(), output))
                .asInstanceOf(type(Disproven.class))
                .satisfies(disproven -> assertThat(disproven.defects()).anyMatch(defect -> defect.contains(reason)));
    }

    private JoinedVideo join(List<Path> files, AudioJoin audioJoin) {
        return join(files, CompileOptions.DEFAULT.withAudioJoin(audioJoin));
    }

    private JoinedVideo join(List<Path> files, CompileOptions options) {
        try {
            Path folder = Files.createTempDirectory(directory, "join-");
            return joiner.join(
                    new JoinRequest(TestEngine.clipsIn(folder, files), OutputSpec.DEFAULT, options),
                    folder,
                    new JoinObserver() {});
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(Objects.requireNonNull(e));
        }
    }
}
