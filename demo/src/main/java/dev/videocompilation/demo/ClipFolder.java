package dev.videocompilation.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A folder of someone's own clips. */
final class ClipFolder {
    private static final List<String> ENDINGS = List.of(".mp4", ".mov", ".m4v");
    private static final Comparator<Path> BY_NAME = Comparator.comparing(ClipFolder::name, new NaturalOrder());

    private ClipFolder() {}

    /**
     * The folder's clips, by their names in natural order; other files and folders in it are passed over.
     *
     * @throws DemoFailedException if there is no such folder, none of its files is a clip by name, or one cannot be read
     */
    static List<Path> clipsIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            String problem = Files.exists(folder) ? "is not a folder" : "does not exist";
            throw new DemoFailedException(
                    "The clips' folder " + folder + " " + problem + "; name one that holds " + endings() + " files.");
        }
        List<Path> clips;
        try (Stream<Path> entries = Files.list(folder)) {
            clips = entries.filter(ClipFolder::isClip).sorted(BY_NAME).toList();
        } catch (IOException e) {
            throw new DemoFailedException("Cannot list " + folder + "; check its permissions.", e);
        }
        if (clips.isEmpty()) {
            throw new DemoFailedException("There is no clip in " + folder + "; put " + endings() + " files there.");
        }
        for (Path clip : clips) {
            if (!Files.isReadable(clip)) {
                throw new DemoFailedException("Cannot read " + clip + "; check its permissions.");
            }
        }
        return clips;
    }

    private static boolean isClip(Path file) {
        String name = name(file).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file)
                && !name.startsWith(".")
                && ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String endings() {
        return String.join(", ", ENDINGS);
    }
}
