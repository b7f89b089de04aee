package dev.videocompilation.worker.app;

import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.pipeline.ClipFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A working folder in which a user's files stand under names that this program made, as links; so no name of theirs reaches an
 * ffmpeg list. Removed when closed.
 *
 * @param directory the folder
 * @param clips the links, in order
 */
record LinkedClips(Path directory, List<ClipFile> clips) implements AutoCloseable {
    LinkedClips {
        clips = List.copyOf(clips);
    }

    /**
     * Makes the folder.
     *
     * @param beside the folder in which to make it, so that a result can be moved into place in one step
     */
    static LinkedClips in(Path beside, List<Path> files) throws IOException {
        Path directory = Files.createTempDirectory(beside, ".video-worker-join-");
        List<ClipFile> clips = new ArrayList<>();
        for (Path file : files) {
            Path link = directory.resolve("clip-%04d.mp4".formatted(clips.size() + 1));
            Files.createSymbolicLink(link, file.toRealPath());
            clips.add(new ClipFile(ClipRef.file(file.toString()), link));
        }
        return new LinkedClips(directory, clips);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
