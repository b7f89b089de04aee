package dev.videocompilation.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder of the demo's results; one demo at a time may use it. */
final class DemoFolder implements AutoCloseable {
    private static final String LOCK = ".lock";

    private final Path directory;
    private final FileChannel lock;

    private DemoFolder(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Creates the folder where it is missing and deletes the results of an earlier demo, nothing else.
     *
     * @param ownClips what must not lie where results are deleted
     * @throws DemoFailedException if it cannot be written to, or another demo uses it
     */
    static DemoFolder prepare(Path directory, List<Path> ownClips) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new DemoFailedException(directory + " is a file, not a folder; name another --output.");
        }
        try {
            Files.createDirectories(directory);
            DemoFolder folder = new DemoFolder(directory, locked(directory));
            StackProcesses.end(folder.stack());
            for (Path result : folder.results()) {
                folder.requireElsewhere(ownClips, result);
                delete(result);
            }
            return folder;
        } catch (IOException e) {
            throw new DemoFailedException("Cannot write to " + directory + ": " + e, e);
        }
    }

    /** The embedded servers' files; gone when the demo has ended. */
    Path stack() {
        return directory.resolve("stack");
    }

    /** The worker's scratch space; gone when the demo has ended. */
    Path scratch() {
        return directory.resolve("scratch");
    }

    Path generatedClips() {
        return directory.resolve("clips");
    }

    Path compiledVideo() {
        return directory.resolve("compiled.mp4");
    }

    Path contactSheet() {
        return directory.resolve("contact-sheet.png");
    }

    Path workerLog() {
        return directory.resolve("worker.log");
    }

    Path demoLog() {
        return directory.resolve("demo.log");
    }

    /** Deletes what only a running demo needs. */
    @Override
    public void close() throws IOException {
        try (lock) {
            StackProcesses.end(stack());
            delete(stack());
            delete(scratch());
            Files.deleteIfExists(directory.resolve(LOCK));
        }
    }

    private List<Path> results() {
        return List.of(generatedClips(), stack(), scratch(), compiledVideo(), contactSheet(), workerLog(), demoLog());
    }

    private void requireElsewhere(List<Path> ownClips, Path result) {
        Path deleted = result.toAbsolutePath().normalize();
        for (Path clip : ownClips) {
            if (clip.toAbsolutePath().normalize().startsWith(deleted)) {
                throw new DemoFailedException("The clip " + clip
                        + " is a result of an earlier demo, which this one would delete; move it away.");
            }
        }
    }

    private static FileChannel locked(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new DemoFailedException("Another demo is using " + directory + "; let it end first.");
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    /** Deletes a file, or a folder with all that is in it; follows no links. */
    private static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
