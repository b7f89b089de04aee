package dev.videocompilation.chaos;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.process.ProcessExit;
import dev.videocompilation.worker.process.ProcessRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The clips of the run: tiny ones that are joined in no time, and large ones whose output is uploaded in parts. */
final class ChaosClips {
    private final FfmpegBinaries ffmpeg;
    private final Path folder;

    ChaosClips(Path ffmpegHome, Path folder) {
        this.ffmpeg = FfmpegBinaries.in(ffmpegHome, new ProcessRunner());
        this.folder = folder;
    }

    /** A clip of half a second with sound; each number is another. */
    Path tiny(int number) {
        return make(
                "tiny-" + number + ".mp4",
                "testsrc2=s=64x48:r=20:d=0.5,hue=h=" + number * 40,
                "sine=f=" + (300 + 100 * number) + ":r=48000:d=0.5",
                "28");
    }

    /** A clip of noise that does not compress: some 6 MB. */
    Path large(int number) {
        return make(
                "large-" + number + ".mp4",
                "nullsrc=s=320x240:r=20:d=3,geq=random(" + number + ")*255:128:128",
                "sine=f=440:r=48000:d=3",
                "1");
    }

    /** A file of no bytes. */
    Path broken() {
        try {
            return Files.write(folder.resolve("broken.mp4"), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path make(String name, String picture, String sound, String quality) {
        List<String> arguments = new ArrayList<>(List.of("-nostdin", "-v", "error", "-y", "-bitexact"));
        arguments.addAll(List.of("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound));
        arguments.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-crf", quality, "-pix_fmt", "yuv420p"));
        arguments.addAll(List.of("-c:a", "aac", "-b:a", "64k", "-f", "mp4", "file:" + name));
        ProcessExit exit = ffmpeg.run(Program.FFMPEG, arguments, folder, Duration.ofMinutes(1), 1 << 20, line -> {});
        if (!exit.succeeded()) {
            throw new IllegalStateException("ffmpeg made no clip: " + String.join("; ", exit.stderrTail()));
        }
        return folder.resolve(name);
    }
}
