package dev.videocompilation.worker.fetch;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.job.TransientException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Brings clips from S3 to scratch, each whole and exactly the object that the job froze, or none. One fetcher serves all jobs
 * of a worker and keeps their requests together below the setting {@code FETCH_PARALLEL}.
 */
public final class ClipFetcher {
    private final FetchSettings settings;
    private final StorageRetry retry;
    private final RangeDownload download;
    private final Semaphore requests;

    public ClipFetcher(S3Client s3, FetchSettings settings, StorageSettings storage, StorageRetry retry) {
        this(settings, retry, new RangeDownload(s3, storage.attemptTimeout(), RangeDownload::openFile));
    }

    ClipFetcher(FetchSettings settings, StorageRetry retry, RangeDownload download) {
        this.settings = Objects.requireNonNull(settings);
        this.retry = Objects.requireNonNull(retry);
        this.download = Objects.requireNonNull(download);
        this.requests = new Semaphore(settings.parallel(), true);
    }

    /**
     * Fetches the clips; one that is listed twice is fetched once and has two names. After a failure the files of what did
     * arrive stay in the scratch directory, whose closing removes them.
     *
     * @param progress gets the share of the bytes that has arrived, 0 to 1, never less than before
     * @return the clips in the order given
     * @throws RejectedException {@link ErrorCode#CLIP_CHANGED} or {@link ErrorCode#CLIP_NOT_FOUND}
     * @throws TransientException {@link ErrorCode#DISK_FULL} or {@link ErrorCode#STORAGE_UNAVAILABLE}
     * @throws StoppedException if the calling thread is interrupted; no transfer runs any more by then
     */
    public List<FetchedClip> fetch(List<ClipObject> objects, ScratchDirectory scratch, DoubleConsumer progress) {
        Arrival arrival = new Arrival(progress);
        Map<Source, Path> files = new LinkedHashMap<>();
        List<Supplier<Boolean>> transfers = new ArrayList<>();
        for (int index = 0; index < objects.size(); index++) {
            ClipObject object = objects.get(index);
            Path file = scratch.clipFile(index + 1);
            if (files.putIfAbsent(Source.of(object), file) == null) {
                arrival.expect(object.sizeBytes());
                for (ByteRange range : ranges(object)) {
                    transfers.add(() -> {
                        boolean done = transfer(object, range, file);
                        arrival.arrived(range.lengthBytes());
                        return done;
                    });
                }
            }
        }
        ParallelTransfers.run(settings.parallel(), transfers);
        List<FetchedClip> fetched = new ArrayList<>();
        for (int index = 0; index < objects.size(); index++) {
            ClipObject object = objects.get(index);
            Path file = scratch.clipFile(index + 1);
            Path source = Objects.requireNonNull(files.get(Source.of(object)));
            if (!source.equals(file)) {
                nameAgain(object, source, file);
            }
            fetched.add(new FetchedClip(object, file));
        }
        return List.copyOf(fetched);
    }

    private List<ByteRange> ranges(ClipObject object) {
        boolean large = object.sizeBytes() > 2 * settings.partBytes();
        return ByteRange.split(object.sizeBytes(), large ? settings.partBytes() : object.sizeBytes());
    }

    private boolean transfer(ClipObject object, ByteRange range, Path file) {
        return retry.call("fetch %s of %s".formatted(range, object.ref()), () -> {
            try {
                requests.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            }
            try {
                download.attempt(object, range, file);
                return true;
            } finally {
                requests.release();
            }
        });
    }

    private static void nameAgain(ClipObject object, Path source, Path file) {
        try {
            try {
                Files.createLink(file, source);
            } catch (UnsupportedOperationException | FileSystemException e) {
                Files.copy(source, file);
            }
        } catch (IOException e) {
            throw ScratchFaults.of("write " + object.ref(), e);
        }
    }

    /** How much has arrived of what is expected. */
    private static final class Arrival {
        private final DoubleConsumer progress;
        private long expected;
        private long arrived;

        Arrival(DoubleConsumer progress) {
            this.progress = progress;
        }

        synchronized void expect(long bytes) {
            expected += bytes;
        }

        synchronized void arrived(long bytes) {
            arrived += bytes;
            progress.accept((double) arrived / expected);
        }
    }

    /** What makes two clips the same bytes. */
    private record Source(String bucket, String key, String etag) {
        static Source of(ClipObject object) {
            return new Source(object.bucket(), object.key(), object.etag());
        }
    }
}
