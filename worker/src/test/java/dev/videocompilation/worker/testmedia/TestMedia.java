package dev.videocompilation.worker.testmedia;

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
import java.util.function.Function;

/** Makes media with the real ffmpeg and keeps it under {@code target/test-media}, so that each is made once. */
public final class TestMedia {
    private static final Path FOLDER = Path.of("target", "test-media").toAbsolutePath();
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final long OUTPUT_LIMIT_BYTES = 64L << 20;

    private TestMedia() {}

    /** A clip of the usual kind: 160x90, 30 fps, H.264, stereo AAC at 48 kHz. */
    public static TestClip clip(double seconds) {
        return new TestClip(seconds);
    }

    /** A white flash and a 1 kHz beep at 0 s and 2.5 s of 5.1 s. */
    public static TestClip flashAndBeep(int variant) {
        return new TestClip(5.1).flashAndBeep().variant(variant);
    }

    /** The build's ffmpeg and ffprobe. */
    public static FfmpegBinaries binaries() {
        return FfmpegBinaries.in(
                Path.of(Objects.requireNonNull(System.getenv("FFMPEG_HOME"), "FFMPEG_HOME")), new ProcessRunner());
    }

    /** One picture of 12000 x 12000: 432 MB as RGB, in a file of half a megabyte. */
    public static Path pixelBomb() {
        return cached("pixel-bomb.mp4", output -> {
            List<String> all = new ArrayList<>(List.of("-f", "lavfi", "-i", "color=size=12000x12000:rate=30"));
            all.addAll(List.of("-frames:v", "1", "-c:v", "libx264", "-preset", "ultrafast", "-threads", "1"));
            all.addAll(List.of("-pix_fmt", "yuv420p", output.toString()));
            return all;
        });
    }

    /** Another file out of one, by ffmpeg arguments that stand between {@code -i input} and the output's name. */
    public static Path derived(Path input, String name, String... arguments) {
        return cached(name(input).replace(".mp4", "") + "-" + name, output -> {
            List<String> all = new ArrayList<>(List.of("-i", input.toString()));
            all.addAll(List.of(arguments));
            all.add(output.toString());
            return all;
        });
    }

    /** The file of this name, made by the arguments that {@code arguments} gives for where to write it. */
    public static Path cached(String name, Function<Path, List<String>> arguments) {
        Path file = FOLDER.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        try {
            Files.createDirectories(FOLDER);
            Path folder = Files.createTempDirectory(FOLDER, "making-");
            Path made = folder.resolve(name);
            ffmpeg(arguments.apply(made));
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(folder);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs ffmpeg and returns the lines of its standard output. */
    public static List<String> ffmpeg(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-v", "error", "-y"));
        all.addAll(arguments);
        return run(Program.FFMPEG, all);
    }

    /** Runs ffprobe and returns the lines of its standard output. */
    public static List<String> ffprobe(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-v", "error"));
        all.addAll(List.of(arguments));
        return run(Program.FFPROBE, all);
    }

    /** The MD5 of every decoded picture, in order of presentation. */
    public static List<String> pictureHashes(Path file) {
        return ffmpeg(List.of(
                        "-i",
                        file.toString(),
                        "-map",
                        "0:v:0",
                        "-fps_mode",
                        "passthrough",
                        "-enc_time_base",
                        "-1",
                        "-f",
                        "framemd5",
                        "-"))
                .stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .toList();
    }

    private static List<String> run(Program program, List<String> arguments) {
        List<String> lines = new ArrayList<>();
        ProcessExit exit = binaries().run(program, arguments, Path.of("/"), DEADLINE, OUTPUT_LIMIT_BYTES, lines::add);
        if (!exit.succeeded()) {
            throw new IllegalStateException(program + " " + arguments + " ended so: " + exit);
        }
        return lines;
    }

    private static String name(Path file) {
        return Objects.requireNonNull(file.getFileName()).toString();
    }
}
