package dev.videocompilation.worker.binaries;

import dev.videocompilation.worker.process.Limiter;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The pair ffmpeg and ffprobe of one directory. A shared build finds its libraries beside it; a static one needs nothing.
 * Children inherit no environment, no standard input and no shell. Where {@code limited} lies beside them, they run under limits
 * and end with this program.
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

    /** The program that sets the limits. */
    static final String LIMITED = "limited";

    private final Path home;
    private final boolean limited;
    private final Map<String, String> environment;
    private final FfmpegLimits limits;
    private final ProcessRunner processes;

    private FfmpegBinaries(
            Path home, boolean limited, Map<String, String> environment, FfmpegLimits limits, ProcessRunner processes) {
        this.home = home;
        this.limited = limited;
        this.environment = environment;
        this.limits = limits;
        this.processes = processes;
    }

    /**
     * The pair in a directory, under the default limits.
     *
     * @param home the directory that holds {@code ffmpeg} and {@code ffprobe}
     * @throws FfmpegUnusableException if either is missing or not executable
     */
    public static FfmpegBinaries in(Path home, ProcessRunner processes) {
        return in(home, FfmpegLimits.defaults(), processes);
    }

    /**
     * The pair in a directory.
     *
     * @param home the directory that holds {@code ffmpeg} and {@code ffprobe}
     * @param limits of each process, where {@code limited} is there too
     * @throws FfmpegUnusableException if either is missing or not executable
     */
    public static FfmpegBinaries in(Path home, FfmpegLimits limits, ProcessRunner processes) {
        for (Program program : Program.values()) {
            if (!Files.isExecutable(home.resolve(program.fileName()))) {
                throw new FfmpegUnusableException(
                        "no executable %s in FFMPEG_HOME=%s; run make worker, or point FFMPEG_HOME"
                                        .formatted(program.fileName(), home)
                                + " at the folder of your own pair");
            }
        }
        Path absolute = home.toAbsolutePath().normalize();
        boolean limited = Files.isExecutable(absolute.resolve(LIMITED));
        return new FfmpegBinaries(absolute, limited, environmentFor(absolute, limited), limits, processes);
    }

    public Path home() {
        return home;
    }

    /** Whether its processes run under limits. */
    public boolean isLimited() {
        return limited;
    }

    /** Those that its processes run under where {@link #isLimited()}. */
    public FfmpegLimits limits() {
        return limits;
    }

    /** The same pair under other limits. */
    FfmpegBinaries under(FfmpegLimits others) {
        return new FfmpegBinaries(home, limited, environment, others, processes);
    }

    /** The same pair, whose processes write no file larger than that; 0 for none at all. */
    public FfmpegBinaries writingAtMost(long bytes) {
        return under(limits.writingAtMost(bytes));
    }

    /**
     * What a process ran into, in words that follow its name.
     *
     * @param exit one that ended at a limit
     */
    public String limitPassed(ProcessExit exit) {
        return limits.passed(exit);
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
        ProcessRequest request =
                new ProcessRequest(command, directory, environment, deadline, stdoutLimitBytes, stdoutLine);
        ProcessExit exit = processes.run(
                limited ? request.under(new Limiter(home.resolve(LIMITED), limits.of(arguments))) : request);
        List<String> said = exit.stderrTail().stream()
                .filter(line -> !line.contains(LINKER_NOISE))
                .toList();
        return new ProcessExit(exit.ending(), exit.exitCode(), said);
    }

    private static Map<String, String> environmentFor(Path home, boolean limited) {
        Map<String, String> environment = new HashMap<>();
        if (hasLibraries(home)) {
            boolean mac = System.getProperty("os.name", "").startsWith("Mac");
            environment.put(mac ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH", home.toString());
        }
        if (limited) {
            // glibc maps 64 MiB for each thread, up to 8 times the number of cores: on a large machine more than any
            // limit.
            environment.put("MALLOC_ARENA_MAX", "8");
        }
        return environment;
    }

    private static boolean hasLibraries(Path home) {
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(home, "lib*.{so,dylib}*")) {
            return libraries.iterator().hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
