package dev.videocompilation.worker.job;

import dev.videocompilation.contract.error.ErrorCode;
import java.util.Objects;

/**
 * A clip that could not be used, and without which the video is made.
 *
 * @param clip the clip
 * @param code what is wrong with it
 * @param reason the same in a sentence for the user who asked
 */
public record SkippedClip(ClipRef clip, ErrorCode code, String reason) {
    public SkippedClip {
        Objects.requireNonNull(clip);
        Objects.requireNonNull(code);
        Objects.requireNonNull(reason);
    }

    /** {@code CLIP_EMPTY: video 124 has no bytes}. */
    @Override
    public String toString() {
        return code + ": " + reason;
    }
}
