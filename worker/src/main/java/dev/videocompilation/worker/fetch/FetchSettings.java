package dev.videocompilation.worker.fetch;

import dev.videocompilation.worker.settings.SettingsReader;
import java.util.List;

/**
 * What may be fetched, and how.
 *
 * @param allowedBuckets that clips may lie in
 * @param maxClipBytes above which a clip is refused
 * @param parallel requests at once, over all jobs of the worker
 * @param partBytes of one ranged request; objects of more than twice this size are fetched in ranges
 */
public record FetchSettings(List<String> allowedBuckets, long maxClipBytes, int parallel, long partBytes) {
    private static final long MIB = 1L << 20;

    public FetchSettings {
        allowedBuckets = List.copyOf(allowedBuckets);
    }

    public static FetchSettings read(SettingsReader reader) {
        List<String> buckets =
                reader.requiredList("CLIP_BUCKETS", "Buckets that clips may lie in; a clip anywhere else is refused.");
        long maxClipBytes = reader.bytes("CLIP_MAX_BYTES", "4GiB", "Size above which a clip is refused.");
        int parallel = reader.number(
                "FETCH_PARALLEL",
                8,
                1,
                S3Clients.MOST_PARALLEL,
                "Requests for clips under way at once, over all jobs of the worker.");
        long partBytes = reader.bytes(
                "FETCH_PART_BYTES",
                "8MiB",
                "Size of one ranged request; clips of more than twice this size are fetched in ranges.");
        reader.require(partBytes >= MIB && partBytes <= 512 * MIB, "FETCH_PART_BYTES must be from 1MiB to 512MiB");
        return new FetchSettings(buckets, maxClipBytes, parallel, partBytes);
    }
}
