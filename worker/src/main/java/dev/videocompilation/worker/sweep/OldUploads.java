package dev.videocompilation.worker.sweep;

import dev.videocompilation.worker.fetch.StorageRetry;
import dev.videocompilation.worker.publish.OutputKeys;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Aborts uploads that a claim left behind; their parts cost money and nobody sees them. */
public final class OldUploads {
    private static final int MOST_PAGES = 10;

    private final S3Client s3;
    private final String bucket;
    private final OutputRows rows;
    private final StorageRetry retry;
    private final SweepSettings settings;
    private final InstantSource clock;

    public OldUploads(
            S3Client s3,
            String bucket,
            OutputRows rows,
            StorageRetry retry,
            SweepSettings settings,
            InstantSource clock) {
        this.s3 = Objects.requireNonNull(s3);
        this.bucket = Objects.requireNonNull(bucket);
        this.rows = Objects.requireNonNull(rows);
        this.retry = Objects.requireNonNull(retry);
        this.settings = Objects.requireNonNull(settings);
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * Aborts what is old and is no running claim's.
     *
     * @param done is told of each that was aborted
     * @throws dev.videocompilation.worker.job.TransientException if the storage does not answer
     * @throws dev.videocompilation.worker.job.StoppedException if the thread is interrupted
     */
    public void abort(IntConsumer done) {
        String keyMarker = "";
        String uploadIdMarker = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            ListMultipartUploadsResponse listed = list(keyMarker, uploadIdMarker);
            abortOld(listed.uploads(), done);
            if (!Boolean.TRUE.equals(listed.isTruncated())) {
                break;
            }
            keyMarker = listed.nextKeyMarker();
            uploadIdMarker = listed.nextUploadIdMarker();
        }
    }

    private ListMultipartUploadsResponse list(String keyMarker, String uploadIdMarker) {
        return retry.call(
                "list uploads",
                () -> s3.listMultipartUploads(request -> {
                    request.bucket(bucket).prefix(OutputKeys.PREFIX);
                    if (!keyMarker.isEmpty()) {
                        request.keyMarker(keyMarker).uploadIdMarker(uploadIdMarker);
                    }
                }));
    }

    private void abortOld(List<MultipartUpload> uploads, IntConsumer done) {
        Instant before = clock.instant().minus(settings.uploadAge());
        List<Upload> old = uploads.stream()
                .filter(upload -> upload.initiated().isBefore(before))
                .flatMap(upload -> OutputKeys.parse(upload.key())
                        .map(owner -> new Upload(
                                upload.uploadId(), new StoredOutput(upload.key(), owner, upload.initiated())))
                        .stream())
                .toList();
        if (old.isEmpty()) {
            return;
        }
        List<StoredOutput> idle = rows.idle(old.stream().map(Upload::output).toList());
        for (Upload upload : old) {
            if (idle.contains(upload.output()) && abort(upload)) {
                done.accept(1);
            }
        }
    }

    private boolean abort(Upload upload) {
        return retry.call("abort the upload of " + upload.output().key(), () -> {
            try {
                s3.abortMultipartUpload(request ->
                        request.bucket(bucket).key(upload.output().key()).uploadId(upload.id()));
                return true;
            } catch (S3Exception e) {
                // Somebody else aborted or completed it.
                if (e.statusCode() == 404) {
                    return false;
                }
                throw e;
            }
        });
    }

    private record Upload(String id, StoredOutput output) {}
}
