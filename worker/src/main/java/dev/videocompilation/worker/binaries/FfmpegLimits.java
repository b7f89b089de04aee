package dev.videocompilation.worker.binaries;

import dev.videocompilation.worker.process.ProcessExit;
import dev.videocompilation.worker.process.ProcessLimits;
import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one ffmpeg or ffprobe may use.
 *
 * @param memoryBytes address space, besides {@link #MEMORY_PER_INPUT_BYTES} for each input
 * @param cpu processor time, that of all threads together
 * @param fileBytes size of any file that it writes
 */
public record FfmpegLimits(long memoryBytes, Duration cpu, long fileBytes) {
    /** Two threads of ffmpeg's with their stacks of 8 MiB, and what they read ahead. */
    static final long MEMORY_PER_INPUT_BYTES = 32L << 20;

    private static final String MEMORY = "FFMPEG_MEMORY_LIMIT";
    private static final long LEAST_MEMORY_BYTES = 256L << 20;
    private static final String CPU = "FFMPEG_CPU_LIMIT";

    /** Enough for libraries and one output; each input opens one more. */
    private static final int OPEN_FILES = 256;

    public FfmpegLimits {
        Objects.requireNonNull(cpu);
    }

    public static FfmpegLimits read(SettingsReader reader) {
        long memoryBytes = reader.bytes(
                MEMORY,
                "4GiB",
                "Address space that one ffmpeg may map, besides %d MiB for each clip that it opens."
                        .formatted(MEMORY_PER_INPUT_BYTES >> 20));
        reader.require(
                memoryBytes >= LEAST_MEMORY_BYTES,
                "%s must be at least %d MiB, or ffmpeg cannot start".formatted(MEMORY, LEAST_MEMORY_BYTES >> 20));
        return new FfmpegLimits(
                memoryBytes,
                reader.duration(
                        CPU,
                        "4h",
                        Duration.ofSeconds(1),
                        "Processor time that one ffmpeg may use, all its threads together."),
                Long.MAX_VALUE);
    }

    /** Those of settings that are not set. */
    public static FfmpegLimits defaults() {
        return read(new SettingsReader(Map.of()));
    }

    /** The same with no file larger than that. */
    FfmpegLimits writingAtMost(long bytes) {
        return new FfmpegLimits(memoryBytes, cpu, bytes);
    }

    /** For a program with these arguments. */
    ProcessLimits of(List<String> arguments) {
        int inputs = Collections.frequency(arguments, "-i");
        return new ProcessLimits(
                Math.min(memoryBytes, Long.MAX_VALUE / 2) + inputs * MEMORY_PER_INPUT_BYTES,
                cpu,
                fileBytes,
                OPEN_FILES + inputs);
    }

    /** What was passed and which setting raises it, to follow the program's name. */
    String passed(ProcessExit exit) {
        return switch (exit.ending()) {
            case CPU_LIMIT_PASSED -> "used up the %d s of processor time that %s gives".formatted(cpu.toSeconds(), CPU);
            case MEMORY_LIMIT_PASSED ->
                "ran out of the %d MiB of memory that %s gives (%s)"
                        .formatted(memoryBytes >> 20, MEMORY, String.join("; ", exit.stderrTail()));
            case FILE_LIMIT_PASSED -> "wrote more than the %d bytes that its clips account for".formatted(fileBytes);
            case BY_ITSELF, DEADLINE_PASSED, OUTPUT_LIMIT_PASSED ->
                throw new IllegalArgumentException("not a limit of these: " + exit.ending());
        };
    }

    @Override
    public String toString() {
        return "%d MiB of memory and %d for each clip, %d s of processor time"
                .formatted(memoryBytes >> 20, MEMORY_PER_INPUT_BYTES >> 20, cpu.toSeconds());
    }
}
