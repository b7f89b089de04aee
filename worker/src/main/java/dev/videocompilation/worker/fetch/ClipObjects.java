package dev.videocompilation.worker.fetch;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Asks S3 which object a clip is now, by its entity tag and size. */
public final class ClipObjects {
    private final S3Client s3;
    private final FetchSettings settings;
    private final StorageRetry retry;

    public ClipObjects(S3Client s3, FetchSettings settings, StorageRetry retry) {
        this.s3 = Objects.requireNonNull(s3);
        this.settings = Objects.requireNonNull(settings);
        this.retry = Objects.requireNonNull(retry);
    }

    /**
     * Asks for many clips at once.
     *
     * @return the objects in the order of the clips
     * @throws RejectedException as for {@link #head(ClipRef, ClipLocation)}, for the clip that was found wanting first
     */
    public List<ClipObject> head(List<LocatedClip> clips) {
        return ParallelTransfers.run(
                settings.parallel(),
                clips.stream()
                        .<Supplier<ClipObject>>map(clip -> () -> ask(clip.ref(), clip.location()))
                        .toList());
    }

    /**
     * Asks for one clip.
     *
     * @param ref a clip of the database, not a local file
     * @throws RejectedException {@link ErrorCode#CLIP_NOT_FOUND}, {@link ErrorCode#CLIP_EMPTY} or
     *     {@link ErrorCode#CLIP_TOO_LARGE}
     * @throws dev.videocompilation.worker.job.TransientException {@link ErrorCode#STORAGE_UNAVAILABLE}
     * @throws dev.videocompilation.worker.job.StoppedException if the calling thread is interrupted
     */
    public ClipObject head(ClipRef ref, ClipLocation location) {
        return head(List.of(new LocatedClip(ref, location))).getFirst();
    }

    private ClipObject ask(ClipRef ref, ClipLocation location) {
        HeadObjectResponse head = retry.call("look up " + ref, () -> once(ref, location));
        long sizeBytes = head.contentLength();
        if (sizeBytes == 0) {
            throw new RejectedException(ErrorCode.CLIP_EMPTY, ref + " has no bytes", ref);
        }
        if (sizeBytes > settings.maxClipBytes()) {
            throw new RejectedException(
                    ErrorCode.CLIP_TOO_LARGE,
                    "%s has %d bytes, more than the %d that CLIP_MAX_BYTES allows"
                            .formatted(ref, sizeBytes, settings.maxClipBytes()),
                    ref);
        }
        return new ClipObject(ref.videoId().orElseThrow(), location.bucket(), location.key(), head.eTag(), sizeBytes);
    }

    private HeadObjectResponse once(ClipRef ref, ClipLocation location) throws IOException {
        try {
            HeadObjectResponse head =
                    s3.headObject(request -> request.bucket(location.bucket()).key(location.key()));
            if (head.eTag() == null || head.contentLength() == null) {
                throw new IOException("S3 gave no entity tag or no length");
            }
            return head;
        } catch (S3Exception e) {
            S3Exception answer = e.statusCode() == 403 ? askForReason(location, e) : e;
            throw S3Faults.rejection(ref, location.bucket(), answer)
                    .map(RuntimeException.class::cast)
                    .orElse(answer);
        }
    }

    /**
     * A HEAD's 403 is silent on whether the object is out of reach or the worker's credentials are (expired, wrong clock):
     * the first is the clip's fault for good and the second nobody's clip's. A GET of one byte says.
     */
    private S3Exception askForReason(ClipLocation location, S3Exception head) {
        try {
            s3.getObjectAsBytes(request ->
                    request.bucket(location.bucket()).key(location.key()).range("bytes=0-0"));
            return head;
        } catch (S3Exception e) {
            return e;
        }
    }
}
