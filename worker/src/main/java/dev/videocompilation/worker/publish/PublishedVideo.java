package dev.videocompilation.worker.publish;

import java.net.URI;
import java.util.Objects;

/**
 * A video that stands in the bucket. Nobody is shown it before the database points to it.
 *
 * @param bucket its bucket
 * @param key its key
 * @param url its lasting address
 * @param sizeBytes its size as S3 tells it
 * @param etag its entity tag with the quotes
 */
public record PublishedVideo(String bucket, String key, URI url, long sizeBytes, String etag) {
    public PublishedVideo {
        Objects.requireNonNull(bucket);
        Objects.requireNonNull(key);
        Objects.requireNonNull(url);
        Objects.requireNonNull(etag);
    }
}
