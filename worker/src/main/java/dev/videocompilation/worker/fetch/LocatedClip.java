package dev.videocompilation.worker.fetch;

import dev.videocompilation.worker.job.ClipRef;
import java.util.Objects;

/**
 * A clip and the place of its object.
 *
 * @param ref what to call the clip in a refusal
 * @param location where its object lies
 */
public record LocatedClip(ClipRef ref, ClipLocation location) {
    public LocatedClip {
        Objects.requireNonNull(ref);
        Objects.requireNonNull(location);
    }
}
