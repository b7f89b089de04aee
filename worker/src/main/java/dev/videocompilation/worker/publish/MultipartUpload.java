package dev.videocompilation.worker.publish;

import dev.videocompilation.worker.fetch.ByteRange;
import dev.videocompilation.worker.fetch.ParallelTransfers;
import dev.videocompilation.worker.fetch.StorageRetry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Sends one video in parts. An upload that does not become an object is aborted, whatever the reason. */
final class MultipartUpload {
    /** Amazon S3's limit. */
    static final int MOST_PARTS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(MultipartUpload.class);

    /** S3 may assemble for minutes, sending white space meanwhile. */
    private static final Duration COMPLETE_TIMEOUT = Duration.ofMinutes(5);

    /** All the time that an abort may take from a worker that is being stopped. */
    private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(10);

    private final S3Client s3;
    private final PublishSettings settings;
    private final StorageRetry retry;
    private final RequestSlots slots;

    MultipartUpload(S3Client s3, PublishSettings settings, StorageRetry retry, RequestSlots slots) {
        this.s3 = Objects.requireNonNull(s3);
        this.settings = Objects.requireNonNull(settings);
        this.retry = Objects.requireNonNull(retry);
        this.slots = Objects.requireNonNull(slots);
    }

    /** The parts: as large as set, or as large as must be to stay within {@link #MOST_PARTS}. */
    static List<ByteRange> parts(long sizeBytes, long partBytes) {
        return ByteRange.split(sizeBytes, Math.max(partBytes, Math.ceilDiv(sizeBytes, MOST_PARTS)));
    }

    /**
     * Sends the video.
     *
     * @return how it ended, where it did not fail
     */
    UploadEnding send(VideoFile video, String key) {
        String uploadId = retry.call(
                        "begin the upload of " + key,
                        () -> s3.createMultipartUpload(request -> request.bucket(settings.bucket())
                                .key(key)
                                .contentType(video.contentType())
                                .cacheControl(VideoFile.CACHE_CONTROL)
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                                .metadata(video.metadata())))
                .uploadId();
        boolean completed = false;
        try {
            List<ByteRange> ranges = parts(video.sizeBytes(), settings.partBytes());
            List<CompletedPart> parts = ParallelTransfers.run(
                    settings.parallel(),
                    IntStream.range(0, ranges.size())
                            .<Supplier<CompletedPart>>mapToObj(
                                    index -> () -> sendPart(video, key, uploadId, index + 1, ranges.get(index)))
                            .toList());
            UploadEnding ending = retry.call("complete the upload of " + key, () -> complete(key, uploadId, parts));
            completed = ending == UploadEnding.STORED;
            return ending;
        } finally {
            if (!completed) {
                abort(key, uploadId);
            }
        }
    }

    private CompletedPart sendPart(VideoFile video, String key, String uploadId, int number, ByteRange range) {
        UploadPartRequest request = UploadPartRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .uploadId(uploadId)
                .partNumber(number)
                .contentLength(range.lengthBytes())
                .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                .build();
        UploadPartResponse answer = retry.call(
                "send part %d of %s".formatted(number, key),
                () -> slots.with(() -> {
                    try (FileSlice slice = new FileSlice(video.file(), range, video.contentType())) {
                        return s3.uploadPart(request, slice.body());
                    }
                }));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .build();
    }

    private UploadEnding complete(String key, String uploadId, List<CompletedPart> parts) {
        try {
            s3.completeMultipartUpload(request -> request.bucket(settings.bucket())
                    .key(key)
                    .uploadId(uploadId)
                    .ifNoneMatch("*")
                    .multipartUpload(upload -> upload.parts(parts))
                    .overrideConfiguration(configuration -> configuration.apiCallAttemptTimeout(COMPLETE_TIMEOUT)));
            return UploadEnding.STORED;
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                // 404: an earlier attempt whose answer was lost has used the upload up.
                case 404, 412 -> UploadEnding.KEY_TAKEN;
                // "Conditional writes" in the user guide: after 409 all parts must be sent anew.
                case 409 -> UploadEnding.CONFLICT;
                default -> throw e;
            };
        }
    }

    /** On a thread of its own, since the calling one may be interrupted, which would abort the abort. */
    private void abort(String key, String uploadId) {
        Uninterrupted.run(() -> {
            try {
                s3.abortMultipartUpload(request -> request.bucket(settings.bucket())
                        .key(key)
                        .uploadId(uploadId)
                        .overrideConfiguration(configuration -> configuration.apiCallTimeout(ABORT_TIMEOUT)));
            } catch (S3Exception e) {
                if (e.statusCode() != 404) {
                    logLeftBehind(key, uploadId, e);
                }
            } catch (SdkException e) {
                logLeftBehind(key, uploadId, e);
            }
        });
    }

    private static void logLeftBehind(String key, String uploadId, SdkException failure) {
        log.warn(
                "tried to abort upload {} of {} but failed because {}; the sweeper aborts it later",
                uploadId,
                key,
                String.valueOf(failure.getMessage()));
    }
}
