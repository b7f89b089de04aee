package dev.videocompilation.demo;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the demo was asked to do.
 *
 * @param worker the worker's launcher
 * @param ffmpegHome the folder that holds ffmpeg and ffprobe
 * @param output the folder for results
 * @param clips the folder of one's own clips; empty: the demo makes some
 */
record DemoArguments(Path worker, Path ffmpegHome, Path output, Optional<Path> clips) {
    private static final List<String> OPTIONS = List.of("--worker", "--ffmpeg", "--output", "--clips");
    private static final String USAGE = "usage: Demo --worker FILE --ffmpeg FOLDER --output FOLDER [--clips FOLDER]";

    DemoArguments {
        Objects.requireNonNull(worker);
        Objects.requireNonNull(ffmpegHome);
        Objects.requireNonNull(output);
        Objects.requireNonNull(clips);
    }

    /**
     * Reads a command line.
     *
     * @throws DemoFailedException naming the argument at fault
     */
    static DemoArguments parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String option = arguments[i];
            if (!OPTIONS.contains(option)) {
                throw new DemoFailedException("Unknown argument " + option + "; " + USAGE);
            }
            if (i + 1 == arguments.length || arguments[i + 1].isBlank()) {
                throw new DemoFailedException(option + " needs a value; " + USAGE);
            }
            if (given.put(option, arguments[i + 1]) != null) {
                throw new DemoFailedException(option + " is given twice; " + USAGE);
            }
        }
        return new DemoArguments(
                required(given, "--worker"),
                required(given, "--ffmpeg"),
                required(given, "--output"),
                Optional.ofNullable(given.get("--clips")).map(DemoArguments::path));
    }

    /**
     * Checks what can be checked before anything is started.
     *
     * @throws DemoFailedException if the worker's launcher is missing
     */
    void requireWorker() {
        if (!Files.isExecutable(worker) || Files.isDirectory(worker)) {
            throw new DemoFailedException("There is no executable worker at " + worker + ": run make worker first.");
        }
    }

    private static Path required(Map<String, String> given, String option) {
        @Nullable String value = given.get(option);
        if (value == null) {
            throw new DemoFailedException(option + " is missing; " + USAGE);
        }
        return path(value);
    }

    private static Path path(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new DemoFailedException("Not the name of a file: " + value, e);
        }
    }
}
