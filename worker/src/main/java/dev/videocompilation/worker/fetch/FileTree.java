package dev.videocompilation.worker.fetch;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, measures and removes the folders of scratch. */
final class FileTree {
    private static final Logger log = LoggerFactory.getLogger(FileTree.class);

    /** A folder that something still writes to is walked again. */
    private static final int PASSES = 3;

    private FileTree() {}

    /** Mode 700 from the first moment on. */
    static FileAttribute<?> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    /** Removes a folder and everything in it, following no link, past whatever cannot be removed, which the log names. */
    static void remove(Path directory) {
        IOException failure = null;
        for (int pass = 0; pass < PASSES; pass++) {
            failure = walk(directory);
            if (failure == null) {
                return;
            }
        }
        log.warn(
                "tried to remove scratch folder {} but failed because {}; the next worker that starts here tries again",
                directory,
                String.valueOf(failure));
    }

    /** The length of all files in a folder together, past whatever is vanishing; 0 where there is no folder. */
    static long sizeBytes(Path directory) {
        SizingVisitor visitor = new SizingVisitor();
        try {
            Files.walkFileTree(directory, visitor);
        } catch (IOException e) {
            log.debug("could not look through scratch folder {} to its end ({})", directory, e.toString());
        }
        return visitor.sizeBytes;
    }

    private static @Nullable IOException walk(Path directory) {
        RemovingVisitor visitor = new RemovingVisitor();
        try {
            Files.walkFileTree(directory, visitor);
            return visitor.failure;
        } catch (IOException e) {
            return e;
        }
    }

    private static final class SizingVisitor extends SimpleFileVisitor<Path> {
        private long sizeBytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sizeBytes += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException cause) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException cause) {
            return FileVisitResult.CONTINUE;
        }
    }

    private static final class RemovingVisitor extends SimpleFileVisitor<Path> {
        private @Nullable IOException failure;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return delete(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException cause) {
            if (!(cause instanceof NoSuchFileException)) {
                failure = cause;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException cause) {
            return delete(directory);
        }

        private FileVisitResult delete(Path path) {
            try {
                Files.deleteIfExists(path);
            } catch (DirectoryNotEmptyException e) {
                if (failure == null) {
                    failure = e;
                }
            } catch (IOException e) {
                failure = e;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
