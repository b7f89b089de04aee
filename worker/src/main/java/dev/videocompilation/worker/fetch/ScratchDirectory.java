package dev.videocompilation.worker.fetch;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The folder of one job's files, for its owner alone (mode 700). Every name in it is the worker's own: nothing that came with
 * a message or a clip becomes part of a path.
 */
public final class ScratchDirectory implements AutoCloseable {
    private final Path path;
    private final DiskReservation room;

    ScratchDirectory(Path path, DiskReservation room) {
        this.path = Objects.requireNonNull(path);
        this.room = Objects.requireNonNull(room);
    }

    /** The folder, absolute. */
    public Path path() {
        return path;
    }

    /**
     * Where a clip's bytes go: {@code clip-0001.mp4} for the first.
     *
     * @param position of the clip in its job, from 1
     */
    public Path clipFile(int position) {
        if (position < 1) {
            throw new IllegalArgumentException("positions count from 1, not " + position);
        }
        return path.resolve("clip-%04d.mp4".formatted(position));
    }

    /**
     * Takes more room for what the job makes besides an output of its clips' size.
     *
     * @throws dev.videocompilation.worker.job.RejectedException {@code JOB_TOO_LARGE} where the job is then beyond its quota
     * @throws dev.videocompilation.worker.job.NotNowException {@code DISK_BUSY} where there is no room beside the jobs that run
     * @throws dev.videocompilation.worker.job.TransientException {@code DISK_FULL} where there would be none without them either
     */
    public void takeMore(long bytes) {
        if (bytes > 0) {
            room.grow(bytes);
        }
    }

    /**
     * Removes the folder with all that is in it, then gives its room back; what cannot be removed is named in the log, and nothing is
     * thrown.
     */
    @Override
    public void close() {
        FileTree.remove(path);
        room.close();
    }
}
