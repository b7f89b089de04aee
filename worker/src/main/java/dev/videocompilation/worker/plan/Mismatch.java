package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.job.ClipRef;

/**
 * One fact in which a clip differs from the first one.
 *
 * @param clip the clip that differs
 * @param field the fact's name
 * @param value the clip's value
 * @param reference the first clip
 * @param referenceValue the first clip's value
 */
public record Mismatch(ClipRef clip, String field, String value, ClipRef reference, String referenceValue) {
    /** {@code video 12 differs from video 10 in picture size: 320x240, not 720x480}. */
    public String sentence() {
        return "%s differs from %s in %s: %s, not %s"
                .formatted(clip, reference, field, shown(value), shown(referenceValue));
    }

    private static String shown(String value) {
        return value.isEmpty() ? "none" : value;
    }
}
