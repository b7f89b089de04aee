package dev.videocompilation.worker.fetch;

import dev.videocompilation.worker.job.ClipObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's scratch: a folder of its own under a shared one, marked as alive by a lock that ends with its process. Opening
 * it removes the folders of workers that died, and never one whose worker lives.
 */
public final class Scratch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scratch.class);
    private static final String SHARED_FOLDER = "video-compilation";
    private static final String LOCK_FILE = "alive.lock";

    /**
     * The folders that this process holds. POSIX ends all of a process's locks on a file when the process closes any
     * descriptor of it, so a folder of our own must never be tried.
     */
    private static final Set<Path> HELD_HERE = new HashSet<>();

    private final RandomGenerator random;
    private final Path folder;
    private final FileChannel lockFile;
    private final DiskBudget disk;

    private Scratch(ScratchSettings settings, RandomGenerator random, Path folder, FileChannel lockFile) {
        this.random = random;
        this.folder = folder;
        this.lockFile = lockFile;
        this.disk = new DiskBudget(settings, this::freeBytes);
    }

    /**
     * Opens this worker's scratch and clears away that of dead ones.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    public static Scratch open(ScratchSettings settings, RandomGenerator random) {
        Path shared = settings.directory().toAbsolutePath().normalize().resolve(SHARED_FOLDER);
        // Between the making of a folder and its locking it looks dead, so one worker at a time makes or clears.
        synchronized (HELD_HERE) {
            try {
                makeShared(shared);
                try (FileChannel gate = openLockFile(shared.resolve("gate.lock"));
                        FileLock _ = gate.lock()) {
                    removeDead(shared);
                    Path folder = Files.createDirectory(shared.resolve(name("worker", random)), FileTree.ownerOnly());
                    FileChannel lockFile = openLockFile(folder.resolve(LOCK_FILE));
                    if (lockFile.tryLock() == null) {
                        throw new IOException("the new folder's lock is taken");
                    }
                    HELD_HERE.add(folder);
                    return new Scratch(settings, random, folder, lockFile);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("tried to open scratch under %s but failed".formatted(shared), e);
            }
        }
    }

    /**
     * A new, empty folder for a job of these clips, with the room that it needs, which is kept for it until the folder is closed.
     *
     * @throws dev.videocompilation.worker.job.RejectedException {@code JOB_TOO_LARGE} where the job is beyond {@code JOB_DISK_QUOTA}
     * @throws dev.videocompilation.worker.job.NotNowException {@code DISK_BUSY} where there is no room beside the jobs that run
     * @throws dev.videocompilation.worker.job.TransientException {@code DISK_FULL} where there would be none without them either
     */
    public ScratchDirectory newDirectory(List<ClipObject> clips) {
        Path path = folder.resolve(name("job", random));
        DiskReservation room = disk.reserve(clips, () -> FileTree.sizeBytes(path));
        try {
            return new ScratchDirectory(Files.createDirectory(path, FileTree.ownerOnly()), room);
        } catch (IOException e) {
            room.close();
            throw new UncheckedIOException("tried to make a job's scratch folder but failed", e);
        }
    }

    private long freeBytes() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("tried to ask for the free space of scratch but failed", e);
        }
    }

    /** Removes this worker's folder and with it whatever a job left behind. */
    @Override
    public void close() {
        synchronized (HELD_HERE) {
            FileTree.remove(folder);
            HELD_HERE.remove(folder);
            try {
                lockFile.close();
            } catch (IOException e) {
                log.warn("tried to close the lock of scratch but failed; it ends with this process", e);
            }
        }
    }

    private static void makeShared(Path shared) throws IOException {
        if (!Files.isDirectory(shared, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(shared.getParent());
            Files.createDirectories(shared, FileTree.ownerOnly());
        }
        if (!Files.isDirectory(shared, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is a link");
        }
    }

    private static void removeDead(Path shared) throws IOException {
        try (DirectoryStream<Path> workers = Files.newDirectoryStream(shared, "worker-*")) {
            for (Path worker : workers) {
                if (!HELD_HERE.contains(worker) && isDead(worker)) {
                    log.info("removing {}, the scratch of a worker that died", worker);
                    FileTree.remove(worker);
                }
            }
        }
    }

    private static boolean isDead(Path worker) throws IOException {
        try (FileChannel lockFile = FileChannel.open(
                        worker.resolve(LOCK_FILE), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = lockFile.tryLock()) {
            return lock != null;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private static FileChannel openLockFile(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    private static String name(String prefix, RandomGenerator random) {
        return "%s-%016x".formatted(prefix, random.nextLong());
    }
}
