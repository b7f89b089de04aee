package dev.videocompilation.worker.app;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.process.ProcessExit;
import dev.videocompilation.worker.process.ProcessRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Short clips that are equal in every field but what they show and play; made once a build. */
final class SampleClips {
    private static final Path FOLDER = Path.of("target", "tmp", "sample-clips").toAbsolutePath();

    private SampleClips() {}

    /** A clip of {@code seconds} s at 160x90 and 30 fps with a tone; each {@code number} is another. */
    static Path clip(int number, int seconds) {
        return clip(number, seconds, "160x90");
    }

    static synchronized Path clip(int number, int seconds, String size) {
        Path clip = FOLDER.resolve("clip-%d-%d-%s.mp4".formatted(number, seconds, size));
        if (Files.exists(clip)) {
            return clip;
        }
        try {
            Files.createDirectories(FOLDER);
            Path made = FOLDER.resolve(
                    "made-%d.mp4".formatted(ProcessHandle.current().pid()));
            ProcessExit exit = binaries()
                    .run(
                            Program.FFMPEG,
                            arguments(number, seconds, size),
                            FOLDER,
                            Duration.ofMinutes(1),
                            1 << 20,
                            line -> {});
            if (!exit.succeeded()) {
                throw new AssertionError(String.join("\n", exit.stderrTail()));
            }
            return Files.move(made, clip, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FfmpegBinaries binaries() {
        return FfmpegBinaries.in(Path.of(Objects.requireNonNull(System.getenv("FFMPEG_HOME"))), new ProcessRunner());
    }

    /** The MD5 of each decoded frame of a video, in order. */
    static List<String> frameHashes(Path video) {
        List<String> hashes = new ArrayList<>();
        ProcessExit exit = binaries()
                .run(
                        Program.FFMPEG,
                        List.of(
                                "-nostdin",
                                "-v",
                                "error",
                                "-i",
                                "file:" + video.getFileName(),
                                "-map",
                                "0:v:0",
                                "-f",
                                "framemd5",
                                "pipe:1"),
                        Objects.requireNonNull(video.toAbsolutePath().getParent()),
                        Duration.ofMinutes(2),
                        64L << 20,
                        line -> {
                            if (!line.startsWith("#")) {
                                hashes.add(line.substring(line.lastIndexOf(',') + 1)
                                        .strip());
                            }
                        });
        if (!exit.succeeded()) {
            throw new AssertionError(String.join("\n", exit.stderrTail()));
        }
        return hashes;
    }

    private static List<String> arguments(int number, int seconds, String size) {
        List<String> arguments = new ArrayList<>(List.of("-nostdin", "-v", "error", "-y"));
        arguments.addAll(List.of(
                "-f", "lavfi", "-i", "testsrc2=s=%s:r=30:d=%d,hue=h=%d".formatted(size, seconds, number * 37 % 360)));
        arguments.addAll(List.of("-f", "lavfi", "-i", "sine=f=%d:r=48000:d=%d".formatted(200 + number * 10, seconds)));
        arguments.addAll(
                List.of("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "30", "-pix_fmt", "yuv420p"));
        arguments.addAll(List.of(
                "-c:a",
                "aac",
                "-b:a",
                "96k",
                "-f",
                "mp4",
                "file:made-%d.mp4".formatted(ProcessHandle.current().pid())));
        return arguments;
    }
}
