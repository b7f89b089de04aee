package dev.videocompilation.worker.fetch;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import java.util.Set;

/** Tells the bucket and the key from the address that the backend stored for a clip, and refuses every other place. */
public final class ClipLocator {
    private final Set<String> allowedBuckets;

    public ClipLocator(FetchSettings settings) {
        this.allowedBuckets = Set.copyOf(settings.allowedBuckets());
    }

    /**
     * Locates a clip. {@code s3://bucket/key} holds the key as it is; in an {@code https} address of S3 the key is
     * percent-decoded once, and a presigned address's query is ignored.
     *
     * @throws RejectedException {@link ErrorCode#CLIP_LOCATION_REFUSED} where the address is no such address or its bucket is
     *     not one of the setting {@code CLIP_BUCKETS}; {@link ErrorCode#CLIP_NOT_FOUND} where it is blank. The message never
     *     repeats the address, which may hold a signature.
     */
    public ClipLocation locate(ClipRef ref, String url) {
        if (url.isBlank()) {
            throw new RejectedException(ErrorCode.CLIP_NOT_FOUND, ref + " has no address", ref);
        }
        try {
            ClipLocation location = S3Address.parse(url);
            if (!allowedBuckets.contains(location.bucket())) {
                throw new IllegalArgumentException("its bucket %s is not one that the worker may read (CLIP_BUCKETS)"
                        .formatted(S3Address.shown(location.bucket())));
            }
            return location;
        } catch (IllegalArgumentException e) {
            throw new RejectedException(
                    ErrorCode.CLIP_LOCATION_REFUSED,
                    "the address of %s is refused: %s".formatted(ref, e.getMessage()),
                    ref);
        }
    }
}
