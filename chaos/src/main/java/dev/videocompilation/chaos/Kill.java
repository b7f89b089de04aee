package dev.videocompilation.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A worker's death by SIGKILL, told in a file by whoever brings it about just before: the worker itself or the fleet's keeper.
 *
 * @param atMillis since the epoch
 * @param point the crash point's name, {@link #FROM_OUTSIDE} or {@link #POISON}
 * @param jobId the job at whose thread it was, or what stands for none
 * @param pid the worker's
 */
record Kill(long atMillis, String point, String jobId, long pid) {
    static final String FROM_OUTSIDE = "FROM_OUTSIDE";
    static final String POISON = "POISON";

    /** Writes a line; lines of several processes do not mix. */
    static void tell(Path file, String point, String jobId, long pid) {
        try {
            Files.writeString(
                    file,
                    String.format(Locale.ROOT, "%d %s %s %d%n", System.currentTimeMillis(), point, jobId, pid),
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("tried to tell of a kill but failed", e);
        }
    }

    static List<Kill> read(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
                            .map(Kill::of)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Long> byPoint(List<Kill> kills) {
        return kills.stream().collect(Collectors.groupingBy(Kill::point, TreeMap::new, Collectors.counting()));
    }

    private static Kill of(String line) {
        String[] words = line.split(" ", -1);
        return new Kill(Long.parseLong(words[0]), words[1], words[2], Long.parseLong(words[3].strip()));
    }
}
