package dev.videocompilation.worker.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.ffmpeg.FfmpegRunner;
import dev.videocompilation.worker.ffmpeg.JoinSettings;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.mux.VideoMuxer;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.ProbeSettings;
import dev.videocompilation.worker.process.ProcessExit;
import dev.videocompilation.worker.process.ProcessExit.Ending;
import dev.videocompilation.worker.process.ProcessRunner;
import dev.videocompilation.worker.settings.InvalidSettingsException;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.testmedia.Damage;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import dev.videocompilation.worker.verify.OutputVerifier;
import dev.videocompilation.worker.verify.VerifySettings;
import dev.videocompilation.worker.verify.VerifySettings.Decode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real ffmpeg at its limits. */
@Timeout(120)
final class FfmpegLimitsTest {
    private static final FfmpegLimits WIDE = FfmpegLimits.defaults();
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final ProbeSettings PROBE = new ProbeSettings(LONG, 36_000_000, Duration.ofHours(4), 2_000_000);
    private static final List<String> ENDLESS_PICTURES =
            List.of("-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=1280x720");

    @TempDir
    Path folder = Path.of("");

    private final FfmpegBinaries binaries = TestMedia.binaries();

    @BeforeEach
    void needTheProgram() {
        assumeThat(binaries.isLimited())
                .as("limited, which the build makes on Linux with a C compiler, is beside ffmpeg")
                .isTrue();
    }

    @Test
    void endsAnFfmpegThatUsesUpItsProcessorTimeThoughItCallsThatAStop() {
        FfmpegBinaries hasty = binaries.under(new FfmpegLimits(4L << 30, Duration.ofSeconds(1), 0));

        ProcessExit exit = run(hasty, ENDLESS_PICTURES, "-f", "null", "-");

        assertThat(exit.ending()).isEqualTo(Ending.CPU_LIMIT_PASSED);
        assertThat(hasty.limitPassed(exit)).contains("1 s of processor time").contains("FFMPEG_CPU_LIMIT");
    }

    @Test
    void endsAnFfmpegWhoseFileBecomesTooLarge() {
        ProcessExit exit = run(
                binaries.writingAtMost(10_000), ENDLESS_PICTURES, "-c:v", "mpeg4", "-f", "avi", "file:too-large.avi");

        assertThat(exit.ending()).isEqualTo(Ending.FILE_LIMIT_PASSED);
        assertThat(folder.resolve("too-large.avi")).hasSize(10_000);
    }

    @Test
    void refusesAClipByNameThatCannotBeReadInTheMemoryAllowed() {
        MediaProber prober = new MediaProber(binaries.under(hardlyAnyMemory()), PROBE);

        assertThatThrownBy(
                        () -> prober.probe(ClipRef.video(12), TestMedia.clip(1).file()))
                .isInstanceOfSatisfying(RejectedException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.ENGINE_LIMIT);
                    assertThat(refusal.clip()).contains(ClipRef.video(12));
                    assertThat(refusal).hasMessageContaining("video 12").hasMessageContaining("FFMPEG_MEMORY_LIMIT");
                });
    }

    @Test
    void refusesAPixelBombByNameInTheMemoryAllowed() {
        Path bomb = TestMedia.pixelBomb();
        // The first of that name is a brand, the second the sample entry with its width and height.
        assertThat(Damage.numberInBox(bomb, "avc1", 1, 24)).isEqualTo((12_000 << 16) + 12_000);
        byte[] small = ByteBuffer.allocate(4).putInt((160 << 16) + 90).array();
        Path lying = Damage.inBox(bomb, "avc1", 1, 24, small, folder.resolve("lying.mp4"));
        MediaProber prober = new MediaProber(binaries.under(new FfmpegLimits(2L << 30, LONG, 0)), PROBE);

        for (Path file : List.of(bomb, lying)) {
            assertThat(file.toFile().length()).isLessThan(1 << 20);
            assertThatThrownBy(() -> prober.probe(ClipRef.video(12), file))
                    .isInstanceOfSatisfying(RejectedException.class, refusal -> {
                        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(ErrorCode.CLIP_TOO_LARGE);
                        assertThat(refusal.clip()).contains(ClipRef.video(12));
                        assertThat(refusal)
                                .hasMessage(
                                        "video 12 has pictures of 12000 x 12000, more than the 36000000 pixels allowed");
                    });
        }
    }

    @Test
    void refusesAJobThatCannotBeJoinedInTheMemoryAllowed() {
        FfmpegRunner runner =
                new FfmpegRunner(binaries.under(hardlyAnyMemory()), TestEngine.capabilities(), new JoinSettings(LONG));

        assertThatThrownBy(() -> new VideoMuxer(runner, TestEngine.prober()).join(plan(), folder, share -> {}))
                .isInstanceOfSatisfying(RejectedException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.ENGINE_LIMIT);
                    assertThat(refusal).hasMessageContaining("FFMPEG_MEMORY_LIMIT");
                });
    }

    @Test
    void neitherProvesNorDisprovesWhatCannotBeDecodedInTheMemoryAllowed() {
        CompilePlan plan = plan();
        Path output = TestEngine.muxer().join(plan, folder, share -> {});
        OutputVerifier verifier = new OutputVerifier(
                TestEngine.prober(), binaries.under(hardlyAnyMemory()), new VerifySettings(LONG, Decode.JOINS));

        assertThatThrownBy(() -> verifier.verify(plan, output))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ENGINE_LIMIT));
    }

    @Test
    void endsTheRealFfmpegWhenItsLauncherIsKilled() {
        CompletableFuture<ProcessExit> end =
                CompletableFuture.supplyAsync(() -> run(binaries, ENDLESS_PICTURES, "-f", "null", "file:" + folder));
        await().until(() -> runningFfmpeg().isPresent());

        runningFfmpeg().orElseThrow().parent().orElseThrow().destroyForcibly();

        assertThat(end.join().endedFromOutside()).isTrue();
        await().until(() -> runningFfmpeg().isEmpty());
    }

    @Test
    void givesEachInputMemoryOfItsOwn() {
        assertThat(WIDE.of(List.of("-i", "a", "-i", "b", "c")).addressSpaceBytes())
                .isEqualTo(WIDE.memoryBytes() + 2 * FfmpegLimits.MEMORY_PER_INPUT_BYTES);
        assertThat(WIDE.of(List.of("-i", "a", "-i", "b", "c")).openFiles())
                .isEqualTo(WIDE.of(List.of()).openFiles() + 2);
    }

    @Test
    void refusesMemoryInWhichNothingRuns() {
        SettingsReader reader = new SettingsReader(Map.of("FFMPEG_MEMORY_LIMIT", "4"));
        FfmpegLimits.read(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("FFMPEG_MEMORY_LIMIT must be at least 256 MiB");
    }

    @Test
    void triesTheLimits() {
        assertThat(LimitTrial.of(binaries)).startsWith("tried: 4096 MiB of memory");
    }

    @Test
    void saysWhatALackOfLimitsMeans() throws IOException {
        script("ffmpeg", "exit 0");
        script("ffprobe", "exit 0");

        assertThat(LimitTrial.of(FfmpegBinaries.in(folder, new ProcessRunner())))
                .contains("no limited in FFMPEG_HOME=" + folder)
                .contains("goes on when the worker is killed");
    }

    @Test
    void findsOutLimitsThatStopNothing() throws IOException {
        script("ffmpeg", "exit 0");
        script("ffprobe", "exit 0");
        script("limited", "while [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"");

        assertThatThrownBy(() -> LimitTrial.of(FfmpegBinaries.in(folder, new ProcessRunner())))
                .isInstanceOf(FfmpegUnusableException.class)
                .hasMessageContaining("no effect");
    }

    @Test
    void findsOutAnFfmpegThatDoesNotRunUnderItsLimits() {
        assertThatThrownBy(() -> LimitTrial.of(binaries.under(hardlyAnyMemory())))
                .isInstanceOf(FfmpegUnusableException.class)
                .hasMessageContaining("does not run under its limits");
    }

    /** Not enough to load the libraries of a shared build in. */
    private static FfmpegLimits hardlyAnyMemory() {
        return new FfmpegLimits(40L << 20, LONG, Long.MAX_VALUE);
    }

    private static Optional<ProcessHandle> runningFfmpeg() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/ffmpeg"))
                .findFirst();
    }

    private ProcessExit run(FfmpegBinaries which, List<String> begin, String... end) {
        List<String> arguments = new ArrayList<>(begin);
        arguments.addAll(List.of(end));
        return which.run(Program.FFMPEG, arguments, folder, LONG, 1 << 20, line -> {});
    }

    private CompilePlan plan() {
        return TestEngine.joiner()
                .plan(TestEngine.exact(TestEngine.clipsIn(
                        folder,
                        List.of(
                                TestMedia.clip(1).variant(1).file(),
                                TestMedia.clip(1).variant(2).file()))))
                .plan();
    }

    private void script(String name, String body) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
