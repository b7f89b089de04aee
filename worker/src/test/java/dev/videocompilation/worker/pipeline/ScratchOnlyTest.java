package dev.videocompilation.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.probe.Container;
import dev.videocompilation.worker.process.ProcessRunner;
import dev.videocompilation.worker.testmedia.HostileFiles;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import dev.videocompilation.worker.testmedia.TracedPrograms;
import dev.videocompilation.worker.verify.VerifySettings.Decode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ffmpeg and ffprobe open while they read hostile files, as the kernel tells it (strace): nothing outside scratch, no socket. */
class ScratchOnlyTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final List<Container> TAKEN =
            Stream.of(Container.values()).filter(Container::isTaken).toList();

    @TempDir
    Path directory = Path.of("");

    private Path scratch = Path.of("");
    private Path outside = Path.of("");
    private TracedPrograms traced = TracedPrograms.NONE;
    private FfmpegBinaries binaries = TestMedia.binaries();

    @BeforeEach
    void needStrace() throws IOException {
        Optional<TracedPrograms> found = TracedPrograms.in(Files.createDirectory(directory.resolve("traced")));
        if (found.isEmpty()) {
            System.out.println("ScratchOnlyTest is skipped: there is no strace that may trace (apt install strace).");
        }
        Assumptions.assumeTrue(found.isPresent(), "no strace");
        traced = found.orElseThrow();
        binaries = FfmpegBinaries.in(traced.home(), new ProcessRunner());
        scratch = Files.createDirectory(directory.resolve("scratch"));
        // A film, so that whoever opens it reads on.
        outside = Files.copy(TestMedia.clip(1).file(), directory.resolve("secret.ts"));
    }

    @Test
    void readsAndRefusesHostileFilesInsideScratchAlone() throws IOException {
        Path good = TestMedia.clip(1).variant(1).file();
        Map<String, Path> hostile = HostileFiles.in(scratch, outside);
        int runs = 0;
        for (Map.Entry<String, Path> file : hostile.entrySet()) {
            Path folder = Files.createTempDirectory(scratch, "join-");
            List<ClipFile> clips = TestEngine.clipsIn(folder, List.of(file.getValue(), good));
            try {
                TestEngine.joiner(binaries, DEADLINE, Decode.JOINS)
                        .join(JoinRequest.of(clips), folder, new JoinObserver() {});
            } catch (RejectedException e) {
                assertThat(e.clip()).as(file.getKey() + ": " + e.getMessage()).contains(ClipRef.video(1));
            }
            runs += traced.runs();
            assertThat(traced.opened(scratch)).as(file.getKey()).isEmpty();
        }
        assertThat(runs).isGreaterThan(hostile.size());
    }

    /** Should one ever be taken for a film. */
    @Test
    void opensNothingElseUnderAnyForcedDemuxerEither() throws IOException {
        Map<String, Path> hostile = HostileFiles.in(scratch, outside);
        int number = 0;
        for (Map.Entry<String, Path> file : hostile.entrySet()) {
            boolean film = file.getKey().matches("(?:QuickTime|MP4|Matroska|AVI) .*");
            // Each demuxer gets every third of those that none of them reads.
            List<Container> demuxers = film ? TAKEN : List.of(TAKEN.get(number++ % TAKEN.size()));
            for (Container container : demuxers) {
                List<String> input = new ArrayList<>(container.inputArguments());
                input.addAll(List.of("-i", "file:" + file.getValue().getFileName()));
                run(Program.FFPROBE, input, "-show_packets", "-show_streams");
                run(Program.FFMPEG, input, "-map", "0", "-f", "null", "-");
                assertThat(traced.opened(scratch))
                        .as("%s as %s", file.getKey(), container)
                        .isEmpty();
            }
        }
    }

    @Test
    void refusesTextsThatNameOtherFilesBeforeAnyProgramOpensThem() {
        Map<String, Path> hostile = HostileFiles.in(scratch, outside);
        int texts = 0;
        for (Map.Entry<String, Path> file : hostile.entrySet()) {
            if (file.getKey().startsWith("text ")) {
                texts++;
                ClipFile clip = new ClipFile(ClipRef.video(1), file.getValue());
                assertThatThrownBy(() -> TestEngine.joiner(binaries, DEADLINE, Decode.JOINS)
                                .plan(JoinRequest.of(List.of(clip))))
                        .as(file.getKey())
                        .isInstanceOfSatisfying(
                                RejectedException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CLIP_UNREADABLE));
            }
        }
        assertThat(texts).isGreaterThan(15);
        assertThat(traced.runs()).isZero();
    }

    /** What this test is worth: without the worker's arguments the same files do have others opened, and it is seen. */
    @Test
    void seesWhatAnUnguardedProgramOpens() throws IOException {
        Path list = Files.writeString(scratch.resolve("list.txt"), "file '%s'%n".formatted(outside));
        run(Program.FFPROBE, List.of("-f", "concat", "-safe", "0", "-i", "file:" + list.getFileName()));
        assertThat(traced.opened(scratch)).anyMatch(call -> call.contains(outside.toString()));

        run(Program.FFPROBE, List.of("-i", "http://127.0.0.1:9/secret.ts"));
        assertThat(traced.opened(scratch)).anyMatch(call -> call.startsWith("connect(") && call.contains("AF_INET"));

        Path alias = Objects.requireNonNull(HostileFiles.in(scratch, outside).get(HostileFiles.ALIAS));
        List<String> drefs = List.of("-f", "mov", "-enable_drefs", "1", "-use_absolute_path", "1");
        run(Program.FFPROBE, drefs, "-i", "file:" + alias.getFileName());
        assertThat(traced.opened(scratch)).anyMatch(call -> call.contains(outside.toString()));
    }

    private void run(Program program, List<String> begin, String... end) {
        List<String> arguments = new ArrayList<>(List.of("-v", "error"));
        arguments.addAll(begin);
        arguments.addAll(List.of(end));
        binaries.run(program, arguments, scratch, DEADLINE, 64L << 20, line -> {});
    }
}
