package dev.videocompilation.worker.fetch;

import java.util.Objects;

/**
 * Where a clip's object lies.
 *
 * @param bucket its bucket, one of those that the worker may read
 * @param key its key, as S3 knows it: not encoded
 */
public record ClipLocation(String bucket, String key) {
    public ClipLocation {
        Objects.requireNonNull(bucket);
        Objects.requireNonNull(key);
    }
}
