package dev.videocompilation.worker.job;

import java.util.Objects;

/**
 * The object that a clip is, pinned: the list of these is frozen when a job is first claimed.
 *
 * @param videoId the id in {@code section_videos}
 * @param bucket its bucket
 * @param key its key
 * @param etag its entity tag with the quotes, as S3 gave it
 * @param sizeBytes its size
 */
public record ClipObject(int videoId, String bucket, String key, String etag, long sizeBytes) {
    public ClipObject {
        Objects.requireNonNull(bucket);
        Objects.requireNonNull(key);
        Objects.requireNonNull(etag);
    }

    public ClipRef ref() {
        return ClipRef.video(videoId);
    }
}
