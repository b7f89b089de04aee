package dev.videocompilation.worker.publish;

import dev.videocompilation.worker.fetch.S3Clients;
import dev.videocompilation.worker.settings.SettingsReader;
import java.net.URI;
import java.util.Objects;

/**
 * Where finished videos go, and how.
 *
 * @param bucket that receives them
 * @param baseUrl the lasting address under which the bucket's keys are served
 * @param parallel parts on their way at once, over all jobs of the worker
 * @param partBytes of one part; files of more than twice this size are sent in parts
 */
public record PublishSettings(String bucket, URI baseUrl, int parallel, long partBytes) {
    private static final long MIB = 1L << 20;

    public PublishSettings {
        Objects.requireNonNull(bucket);
        Objects.requireNonNull(baseUrl);
    }

    public static PublishSettings read(SettingsReader reader) {
        String bucket = reader.required("OUTPUT_BUCKET", "Bucket that receives the compiled videos.");
        URI baseUrl = reader.requiredAddress(
                "RESULT_BASE_URL",
                "Lasting address under which the output bucket's keys are served: a CDN or the public bucket.");
        int parallel = reader.number(
                "PUBLISH_PARALLEL",
                8,
                1,
                S3Clients.MOST_PARALLEL,
                "Uploads under way at once, over all jobs of the worker.");
        long partBytes = reader.bytes(
                "PUBLISH_PART_BYTES",
                "8MiB",
                "Size of one uploaded part, raised where a video would have more than 10,000; videos of more than twice this size are sent in parts.");
        reader.require(
                partBytes >= 5 * MIB && partBytes <= 512 * MIB, "PUBLISH_PART_BYTES must be from 5MiB to 512MiB");
        return new PublishSettings(bucket, baseUrl, parallel, partBytes);
    }
}
