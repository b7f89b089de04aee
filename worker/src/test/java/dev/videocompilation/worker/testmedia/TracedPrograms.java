package dev.videocompilation.worker.testmedia;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.process.ProcessRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A pair of programs that run the build's ffmpeg and ffprobe under strace, and what these opened. */
public final class TracedPrograms {
    /** Traces nothing; for a field that is set before each test. */
    public static final TracedPrograms NONE = new TracedPrograms(Path.of(""));

    private static final List<Path> STRACE = List.of(Path.of("/usr/bin/strace"), Path.of("/usr/local/bin/strace"));
    private static final String CALLS = "open,openat,openat2,creat,connect,socket,sendto,execve";

    /** The dynamic linker's and libc's own: its cache, how many processors there are, whether memory is overcommitted. */
    private static final Set<Path> OF_THE_SYSTEM = Set.of(
            Path.of("/etc/ld.so.cache"),
            Path.of("/etc/ld.so.preload"),
            Path.of("/sys/devices/system/cpu/online"),
            Path.of("/proc/sys/vm/overcommit_memory"));

    private static final Pattern LIBRARY = Pattern.compile("lib.*\\.so[.0-9]*");

    /** {@code 1234 openat(AT_FDCWD, "name", O_RDONLY) = 3}. */
    private static final Pattern CALL =
            Pattern.compile("\\d+ +((?:openat2?|open|creat)\\((?:AT_FDCWD, )?\"([^\"]*)\".*)");
    /** The end of a call that another thread's came between; its beginning was told. */
    private static final Pattern RESUMED = Pattern.compile("\\d+ +<\\.\\.\\. \\w+ resumed>.*");

    private final Path directory;

    private TracedPrograms(Path directory) {
        this.directory = directory;
    }

    /** Prepares a pair in a directory; empty where there is no strace, or it may not trace. */
    public static Optional<TracedPrograms> in(Path directory) throws IOException {
        Optional<Path> strace = STRACE.stream().filter(Files::isExecutable).findFirst();
        if (strace.isEmpty()) {
            return Optional.empty();
        }
        Path home = TestMedia.binaries().home();
        for (Program program : Program.values()) {
            String name = program.name().toLowerCase(Locale.ROOT);
            Path script = Files.writeString(
                    directory.resolve(name),
                    "#!/bin/sh\nexec %s -f -qq -s 4096 -e trace=%s -e signal=none -E LD_LIBRARY_PATH=%s -o %s/trace.$$ %s \"$@\"\n"
                            .formatted(strace.get(), CALLS, home, directory, home.resolve(name)));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        TracedPrograms traced = new TracedPrograms(directory);
        boolean works = FfmpegBinaries.in(directory, new ProcessRunner())
                .run(Program.FFPROBE, List.of("-version"), directory, Duration.ofSeconds(20), 1 << 20, line -> {})
                .succeeded();
        boolean traces = works && traced.runs() == 1 && traced.opened(directory).isEmpty();
        return traces ? Optional.of(traced) : Optional.empty();
    }

    /** The folder that holds them. */
    public Path home() {
        return directory;
    }

    /** How many were run since {@link #opened} was asked last. */
    public int runs() {
        return traces().size();
    }

    /**
     * The system calls since this was asked last that opened, or tried to open, a file outside a folder or a socket, those of the
     * dynamic linker and of libc apart.
     */
    public List<String> opened(Path scratch) {
        List<String> calls = new ArrayList<>();
        try {
            for (Path trace : traces()) {
                List<String> lines = Files.readAllLines(trace);
                // The first is the start of the program itself.
                lines.stream().skip(1).map(line -> outside(line, scratch)).forEach(call -> call.ifPresent(calls::add));
                Files.delete(trace);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return calls;
    }

    private static Optional<String> outside(String line, Path scratch) {
        if (RESUMED.matcher(line).matches()) {
            return Optional.empty();
        }
        Matcher call = CALL.matcher(line);
        if (!call.matches()) {
            return Optional.of(line.replaceFirst("^\\d+ +", ""));
        }
        Path file = scratch.resolve(call.group(2)).normalize();
        // The linker looks for each library in several places.
        boolean library = LIBRARY.matcher(String.valueOf(file.getFileName())).matches();
        return file.startsWith(scratch) || library || OF_THE_SYSTEM.contains(file)
                ? Optional.empty()
                : Optional.of(call.group(1));
    }

    private List<Path> traces() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("trace."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
