package dev.videocompilation.worker.binaries;

import dev.videocompilation.worker.process.ProcessExit;
import dev.videocompilation.worker.process.ProcessRequest;
import dev.videocompilation.worker.process.ProcessRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The pair ffmpeg and ffprobe of one directory. A shared build finds its libraries beside it; a static one needs nothing.
 * Children inherit no environment, no standard input and no shell.
 */
public final class FfmpegBinaries {
    /** One of the two programs. */
    public enum Program {
        FFMPEG,
        FFPROBE;

        String fileName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The dynamic linker's complaint about the developer build's stand-in libraries; it means nothing. */
    private static final String LINKER_NOISE = "no version information available";

    private final Path home;
    private final Map<String, String> environment;
    private final ProcessRunner processes;

    private FfmpegBinaries(Path home, Map<String, String> environment, ProcessRunner processes) {
        this.home = home;
        this.environment = environment;
        this.processes = processes;
    }

    /**
     * The pair in a directory.
     *
     * @param home the directory that holds {@code ffmpeg} and {@code ffprobe}
     * @throws FfmpegUnusableException if either is missing or not executable
     */
    public static FfmpegBinaries in(Path home, ProcessRunner processes) {
        for (Program program : Program.values()) {
            if (!Files.isExecutable(home.resolve(program.fileName()))) {
                throw new FfmpegUnusableException(
                        "no executable %s in FFMPEG_HOME=%s; run make worker, or point FFMPEG_HOME"
                                        .formatted(program.fileName(), home)
                                + " at the folder of your own pair");
            }
        }
        Path absolute = home.toAbsolutePath().normalize();
        return new FfmpegBinaries(absolute, environmentFor(absolute), processes);
    }

    public Path home() {
        return home;
    }

    /**
     * Runs one of the programs to its end.
     *
     * @param directory its working directory, which relative names in {@code arguments} and in ffconcat lists refer to
     * @param stdoutLine called for each line of its standard output
     */
    public ProcessExit run(
            Program program,
            List<String> arguments,
            Path directory,
            Duration deadline,
            long stdoutLimitBytes,
            Consumer<String> stdoutLine) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve(program.fileName()).toString());
        command.addAll(arguments);
        ProcessExit exit = processes.run(
                new ProcessRequest(command, directory, environment, deadline, stdoutLimitBytes, stdoutLine));
        List<String> said = exit.stderrTail().stream()
                .filter(line -> !line.contains(LINKER_NOISE))
                .toList();
        return new ProcessExit(exit.ending(), exit.exitCode(), said);
    }

    private static Map<String, String> environmentFor(Path home) {
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(home, "lib*.{so,dylib}*")) {
            if (!libraries.iterator().hasNext()) {
                return Map.of();
            }
            boolean mac = System.getProperty("os.name", "").startsWith("Mac");
            return Map.of(mac ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH", home.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
