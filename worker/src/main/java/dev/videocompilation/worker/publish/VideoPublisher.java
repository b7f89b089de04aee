package dev.videocompilation.worker.publish;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.worker.fetch.ByteRange;
import dev.videocompilation.worker.fetch.ParallelTransfers;
import dev.videocompilation.worker.fetch.StorageRetry;
import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.job.TransientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Puts a proven video into the output bucket, whole or not at all, and never over another object. */
public final class VideoPublisher {
    private static final Logger log = LoggerFactory.getLogger(VideoPublisher.class);
    private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(10);

    private final S3Client s3;
    private final PublishSettings settings;
    private final StorageRetry retry;
    private final RequestSlots slots;
    private final MultipartUpload multipart;

    public VideoPublisher(S3Client s3, PublishSettings settings, StorageRetry retry) {
        this.s3 = Objects.requireNonNull(s3);
        this.settings = Objects.requireNonNull(settings);
        this.retry = Objects.requireNonNull(retry);
        this.slots = new RequestSlots(settings.parallel());
        this.multipart = new MultipartUpload(s3, settings, retry, slots);
    }

    /**
     * Publishes a video. An object that stands at the key already is taken for the result where it has the file's length and
     * CRC-32: then an earlier attempt's answer was lost.
     *
     * @param file the video
     * @param format what it holds
     * @param key from {@link OutputKeys}
     * @throws TransientException {@link ErrorCode#STORAGE_UNAVAILABLE}; no upload is left open
     * @throws StoppedException if the calling thread is interrupted; no upload is left open and none goes on
     */
    public PublishedVideo publish(Path file, OutputFormat format, String key) {
        // On a virtual thread even where there is one request only: there an interrupt ends a blocked write.
        return ParallelTransfers.run(
                        1, List.<Supplier<PublishedVideo>>of(() -> send(VideoFile.read(file, format), key)))
                .getFirst();
    }

    /** Removes an output that lost its race. Where that fails the log says so, and the sweeper has the prefix left to remove. */
    public void delete(String key) {
        Uninterrupted.run(() -> {
            try {
                s3.deleteObject(request -> request.bucket(settings.bucket())
                        .key(key)
                        .overrideConfiguration(configuration -> configuration.apiCallTimeout(DELETE_TIMEOUT)));
            } catch (SdkException e) {
                log.warn(
                        "tried to delete {} but failed because {}; the sweeper removes it later",
                        key,
                        String.valueOf(e.getMessage()));
            }
        });
    }

    private PublishedVideo send(VideoFile video, String key) {
        boolean large = video.sizeBytes() > 2 * settings.partBytes();
        UploadEnding ending = UploadEnding.CONFLICT;
        for (int attempt = 0; ending == UploadEnding.CONFLICT && attempt < StorageRetry.ATTEMPTS; attempt++) {
            ending = large
                    ? multipart.send(video, key)
                    : retry.call("upload " + key, () -> slots.with(() -> put(video, key)));
        }
        return switch (ending) {
            case STORED -> published(key, video::hasLengthOf);
            case KEY_TAKEN -> published(key, video::hasBytesOf);
            case CONFLICT ->
                throw new TransientException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "tried to upload %s but S3 answered 409 to each of %d uploads"
                                .formatted(key, StorageRetry.ATTEMPTS),
                        null);
        };
    }

    private UploadEnding put(VideoFile video, String key) throws IOException {
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .contentType(video.contentType())
                .contentLength(video.sizeBytes())
                .cacheControl(VideoFile.CACHE_CONTROL)
                .metadata(video.metadata())
                .ifNoneMatch("*")
                .build();
        ByteRange whole = new ByteRange(0, video.sizeBytes());
        try (FileSlice slice = new FileSlice(video.file(), whole, video.contentType())) {
            s3.putObject(request, slice.body());
            return UploadEnding.STORED;
        } catch (S3Exception e) {
            if (e.statusCode() == 412) {
                return UploadEnding.KEY_TAKEN;
            }
            throw e;
        }
    }

    private PublishedVideo published(String key, Check check) {
        HeadObjectResponse object = retry.call(
                "check " + key,
                () -> s3.headObject(request -> request.bucket(settings.bucket()).key(key)));
        if (!check.holds(object)) {
            throw new TransientException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "the object at %s, of %d bytes, is not the video that was sent"
                            .formatted(key, object.contentLength()),
                    null);
        }
        return new PublishedVideo(
                settings.bucket(),
                key,
                ResultAddress.of(settings.baseUrl(), key),
                object.contentLength(),
                object.eTag());
    }

    @FunctionalInterface
    private interface Check {
        boolean holds(HeadObjectResponse object);
    }
}
