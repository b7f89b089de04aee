package dev.videocompilation.worker.ffmpeg;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegCapabilities;
import dev.videocompilation.worker.binaries.FfmpegCapabilities.Kind;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.pipeline.JoinRequest;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.process.ProcessRunner;
import dev.videocompilation.worker.testmedia.Damage;
import dev.videocompilation.worker.testmedia.TestClip;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FfmpegRunnerTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static final SoundPlan.Exact EXACT = new SoundPlan.Exact(48_000, 2, "stereo", 128);

    @TempDir
    Path directory = Path.of("");

    @TempDir
    Path home = Path.of("");

    @Test
    void tellsProgressThatNeverFallsUpToOne() {
        List<Double> shares = new ArrayList<>();

        Path output = TestEngine.runner().sound(plan(), EXACT, directory, shares::add);

        assertThat(output).isRegularFile().hasParent(directory);
        assertThat(shares).isNotEmpty().isSorted().allMatch(share -> share > 0).endsWith(1.0);
    }

    @Test
    void readsProgressHoweverOddItIs() {
        List<Double> shares = new ArrayList<>();

        fake("for t in N/A -9223372036854775808 500000 400000 -20000 1500000 9000000; do echo out_time_us=$t; done; echo progress=end")
                .sound(plan(), EXACT, directory, shares::add);

        assertThat(shares).containsExactly(0.25, 0.75, 1.0);
    }

    @Test
    void refusesAJobThatPassesItsDeadline() {
        assertThatThrownBy(
                        () -> fake("sleep 1000", Duration.ofMillis(200)).sound(plan(), EXACT, directory, share -> {}))
                .asInstanceOf(type(RejectedException.class))
                .extracting(RejectedException::code)
                .isEqualTo(ErrorCode.ENGINE_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 183, 234, 139})
    void refusesAJobWhoseFfmpegFailsInItsOwnWords(int exitCode) {
        // 183 and 234 are how ffmpeg ends for "Invalid data" and "Invalid argument"; 139 is its crash.
        assertThatThrownBy(() -> fake("echo 'Error: no such thing' >&2; exit " + exitCode)
                        .sound(plan(), EXACT, directory, share -> {}))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ENGINE_FAILED))
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .contains("Error: no such thing")
                        .contains("code " + exitCode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void letsAJobBeTriedAgainWhoseFfmpegWasKilled(String signal) {
        assertThatThrownBy(() -> fake("kill -" + signal + " $$").sound(plan(), EXACT, directory, share -> {}))
                .asInstanceOf(type(TransientException.class))
                .extracting(TransientException::code)
                .isEqualTo(ErrorCode.ENGINE_FAILED);
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @CsvSource({"/dev/full, DISK_FULL", "/proc/self/mem, DISK_FAILED"})
    void letsAJobBeTriedAgainWhoseOutputCannotBeWritten(Path target, ErrorCode code) throws IOException {
        // What is written to them meets ENOSPC, and EIO.
        Files.createSymbolicLink(directory.resolve("sound.mp4"), target);

        assertThatThrownBy(() -> TestEngine.runner().sound(plan(), EXACT, directory, share -> {}))
                .asInstanceOf(type(TransientException.class))
                .extracting(TransientException::code)
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "av_interleaved_write_frame(): No space left on device, 228, DISK_FULL",
        "Error writing trailer: Disk quota exceeded, 134, DISK_FULL",
        "[out#0/mp4 @ 0x1] Error muxing a packet: Input/output error, 0, DISK_FAILED"
    })
    void letsAJobBeTriedAgainWhoseFfmpegTellsOfTheDisk(String words, int exitCode, ErrorCode code) {
        assertThatThrownBy(() -> fake("echo '%s' >&2; exit %d".formatted(words, exitCode))
                        .sound(plan(), EXACT, directory, share -> {}))
                .asInstanceOf(type(TransientException.class))
                .extracting(TransientException::code)
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "[in#1/mov @ 0x1] Error during demuxing: Input/output error, 0",
        "[in#1 @ 0x1] Error opening input: Invalid data found when processing input, 183",
        "[aist#1:1/aac @ 0x1] [dec:aac @ 0x2] Error submitting packet to decoder: Error number -50531338 occurred, 246"
    })
    void namesTheClipThatCannotBeReadOn(String words, int exitCode) {
        // Whether the disk is to blame is asked before anyone hears of it.
        assertThatThrownBy(() -> fake("echo '%s' >&2; exit %d".formatted(words, exitCode))
                        .sound(plan(), EXACT, directory, share -> {}))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CLIP_UNREADABLE))
                .satisfies(refusal -> assertThat(refusal.clip()).contains(ClipRef.video(2)));
    }

    @Test
    void refusesAClipByNameWhoseSoundDoesNotDecode() {
        for (int bad = 1; bad <= 3; bad++) {
            Path folder = folder("bad-" + bad);
            List<Path> files = new ArrayList<>(List.of(
                    clip(2).variant(1).file(),
                    clip(2).variant(2).file(),
                    clip(2).variant(3).file()));
            Path damaged = Damage.ofPackets(files.get(bad - 1), "a", 25, 75, folder.resolve("damaged.mp4"));
            files.set(bad - 1, damaged);
            CompilePlan plan = TestEngine.joiner()
                    .plan(JoinRequest.of(TestEngine.clipsIn(folder, files)))
                    .plan();
            ClipRef named = ClipRef.video(bad);

            assertThatThrownBy(() -> TestEngine.runner().sound(plan, EXACT, folder, share -> {}))
                    .asInstanceOf(type(RejectedException.class))
                    .satisfies(refusal ->
                            assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(ErrorCode.CLIP_UNREADABLE))
                    .satisfies(refusal -> assertThat(refusal.clip()).contains(named))
                    .satisfies(refusal ->
                            assertThat(refusal.getMessage()).startsWith(named + " has sound that does not decode: "));
        }
    }

    @Test
    void blamesNoClipForWhatAnInputDoesNotSay() {
        assertThatThrownBy(() -> fake("echo '[aist#0:1/aac @ 0x1] Error: Cannot allocate memory' >&2; exit 244")
                        .sound(plan(), EXACT, directory, share -> {}))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ENGINE_FAILED))
                .satisfies(refusal -> assertThat(refusal.clip()).isEmpty());
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private CompilePlan plan() {
        List<Path> files = IntStream.rangeClosed(1, 2)
                .mapToObj(i -> clip(1).variant(i))
                .map(TestClip::file)
                .toList();
        return TestEngine.joiner()
                .plan(JoinRequest.of(TestEngine.clipsIn(directory, files)))
                .plan();
    }

    private FfmpegRunner fake(String script) {
        return fake(script, LONG);
    }

    /** A pair whose ffmpeg is a shell script. */
    private FfmpegRunner fake(String script, Duration deadline) {
        try {
            for (String program : List.of("ffmpeg", "ffprobe")) {
                Files.writeString(home.resolve(program), "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script + "\n");
                Files.setPosixFilePermissions(home.resolve(program), PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new FfmpegRunner(
                FfmpegBinaries.in(home, new ProcessRunner()), TestEngine.capabilities(), new JoinSettings(deadline));
    }

    @Test
    void refusesAClipForWhichThisFfmpegLacksAFilter() {
        Map<Kind, Set<String>> some = new EnumMap<>(TestEngine.capabilities().components());
        some.put(Kind.FILTERS, Set.of("fps", "tpad", "trim", "scale", "format"));
        FfmpegRunner poor =
                new FfmpegRunner(TestMedia.binaries(), new FfmpegCapabilities("0.1", some), new JoinSettings(LONG));
        CompilePlan plan = TestEngine.joiner()
                .plan(JoinRequest.of(TestEngine.clipsIn(
                        directory, List.of(clip(2).file(), clip(1).size(128, 96).file()))))
                .plan();

        assertThatThrownBy(() ->
                        poor.pictures(plan.toBeMade().get(0), plan.target(), "made.mp4", 1, 1, directory, share -> {}))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FEATURE_UNAVAILABLE))
                .extracting(RejectedException::getMessage)
                .isEqualTo(
                        "re-encoding video 2 needs ffmpeg's filter setparams, which this worker's build (0.1) lacks");
    }
}
