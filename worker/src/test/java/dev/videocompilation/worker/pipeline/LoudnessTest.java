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
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.worker.binaries.LoudnessReading;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.Loudness;
import dev.videocompilation.worker.plan.Loudness.Means;
import dev.videocompilation.worker.plan.PlanText;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import dev.videocompilation.worker.verify.Verification.Disproven;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound that is brought to -14 LUFS. */
class LoudnessTest {
    private static final CompileOptions NORMALIZED = CompileOptions.DEFAULT.withNormalizeLoudness(true);

    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @CsvSource({"-30", "-12", "0", "6"})
    void bringsSoundOfAnyLevelToTheTargetAndLeavesThePicturesAsTheyAre(int db) {
        List<Path> files = List.of(louder(1, db), louder(2, db), louder(3, db));

        JoinedVideo joined = join(files, NORMALIZED);

        Path output = joined.video().file();
        LoudnessReading reading = measure(output);
        assertThat(reading.integratedLufs()).isCloseTo(-14, within(1.0));
        assertThat(reading.truePeakDb()).isLessThan(-1);
        assertThat(brought(joined).toLufs()).isCloseTo(-14, within(0.01));
        assertThat(PlanText.of(joined.plan())).contains(" to -14.0 LUFS");
        List<String> expected = new ArrayList<>();
        files.forEach(file -> expected.addAll(TestMedia.pictureHashes(file)));
        assertThat(TestMedia.pictureHashes(output)).isEqualTo(expected);
    }

    @Test
    void holdsPeaksDownWhereAFactorAloneWouldPassTheLimitAndSaysHowFarThatGoes() {
        // Soft but for a moment in every second.
        List<Path> files = List.of(peaky(1), peaky(2));

        JoinedVideo joined = join(files, NORMALIZED);

        LoudnessReading reading = measure(joined.video().file());
        assertThat(brought(joined).means()).isEqualTo(Means.COMPRESSION);
        assertThat(brought(joined).toLufs()).isBetween(-16.0, -14.0);
        assertThat(reading.integratedLufs()).isCloseTo(brought(joined).toLufs(), within(1.0));
        assertThat(PlanText.of(joined.plan())).contains(" LUFS with its peaks held down, as far as they allow");
        assertThat(reading.truePeakDb()).isLessThan(0);
    }

    @Test
    void goesOnlyAsFarAsPeaksAllowWhereEvenHoldingThemDownMissesTheTarget() {
        List<Path> files = List.of(flashAndBeep(1).file(), flashAndBeep(2).file());

        JoinedVideo joined = join(files, NORMALIZED);

        LoudnessReading reading = measure(joined.video().file());
        assertThat(reading.integratedLufs()).isCloseTo(brought(joined).toLufs(), within(1.0));
        assertThat(reading.truePeakDb()).isLessThan(0);
    }

    @Test
    void leavesSilenceAndVeryShortSoundAloneAndSaysSo() {
        assertThat(PlanText.of(join(
                                List.of(
                                        clip(1).variant(1).silent().file(),
                                        clip(1).variant(2).silent().file()),
                                NORMALIZED)
                        .plan()))
                .contains("its loudness left as it is (silence, or too soft)");
        assertThat(PlanText.of(join(List.of(clip(0.5).file()), NORMALIZED).plan()))
                .contains("its loudness left as it is (shorter than a second)");
        assertThat(PlanText.of(join(
                                List.of(
                                        clip(1).variant(1).withoutAudio().file(),
                                        clip(1).variant(2).withoutAudio().file()),
                                NORMALIZED)
                        .plan()))
                .contains("no sound");
    }

    @Test
    void refusesToCopyTheSoundThatIsToBeChanged() {
        List<Path> files = List.of(clip(1).variant(1).file(), clip(1).variant(2).file());

        assertThatThrownBy(() -> join(files, NORMALIZED.withAudioJoin(AudioJoin.COPY)))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SOUND_NOT_COPYABLE))
                .extracting(RejectedException::getMessage)
                .isEqualTo("the sound cannot be copied (loudness: to be brought to -14 LUFS)");
    }

    @Test
    void soundThatIsNotAsLoudAsPlannedFailsTheProof() {
        JoinedVideo joined = join(List.of(louder(1, -20), louder(2, -20)), NORMALIZED);
        Path damaged = directory.resolve("damaged.mp4");
        for (String filter : List.of("volume=-2dB", "volume=2dB")) {
            TestMedia.ffmpeg(List.of(
                    "-i",
                    joined.video().file().toString(),
                    "-c:v",
                    "copy",
                    "-af",
                    filter,
                    "-c:a",
                    "aac",
                    "-b:a",
                    "128k",
                    "-video_track_timescale",
                    "15360",
                    "-movflags",
                    "+faststart",
                    damaged.toString()));

            assertThat(TestEngine.verifier().verify(joined.plan(), damaged))
                    .asInstanceOf(type(Disproven.class))
                    .satisfies(disproven -> assertThat(disproven.defects())
                            .singleElement()
                            .asString()
                            .contains("the output's loudness is", "the plan says -14.0 LUFS"));
        }
    }

    private static Loudness.Brought brought(JoinedVideo joined) {
        assertThat(joined.plan().sound()).isInstanceOf(SoundPlan.Exact.class);
        Loudness loudness = ((SoundPlan.Exact) joined.plan().sound()).loudness();
        assertThat(loudness).isInstanceOf(Loudness.Brought.class);
        return (Loudness.Brought) loudness;
    }

    private static LoudnessReading measure(Path file) {
        LoudnessReading reading = new LoudnessReading();
        TestMedia.ffmpeg(List.of(
                        "-i", file.toString(), "-map", "0:a:0", "-af", LoudnessReading.FILTERS, "-f", "null", "-"))
                .forEach(reading::accept);
        return reading;
    }

    private static Path louder(int variant, int db) {
        return TestMedia.derived(
                clip(2).variant(variant).file(),
                "louder%d-%d.mp4".formatted(variant, db),
                "-c:v",
                "copy",
                "-af",
                "volume=%ddB".formatted(db));
    }

    private static Path peaky(int variant) {
        return TestMedia.derived(
                clip(6).variant(variant).file(),
                "peaky-%d.mp4".formatted(variant),
                "-f",
                "lavfi",
                "-i",
                "aevalsrc='%1$s|%1$s':s=48000:d=6".formatted("(0.05+0.35*lt(mod(t,1),0.03))*sin(2*PI*700*t)"),
                "-map",
                "0:v",
                "-map",
                "1:a",
                "-c:v",
                "copy",
                "-c:a",
                "aac");
    }

    private JoinedVideo join(List<Path> files, CompileOptions options) {
        try {
            Path folder = java.nio.file.Files.createTempDirectory(directory, "join-");
            return TestEngine.joiner()
                    .join(
                            new JoinRequest(TestEngine.clipsIn(folder, files), OutputSpec.DEFAULT, options),
                            folder,
                            new JoinObserver() {});
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
