package dev.videocompilation.worker.job;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * The clip that a plan line or a failure is about.
 *
 * @param videoId the id in {@code section_videos}, empty for a local file
 * @param label how a person knows it: {@code video 123}, or the file's name as it was given
 */
public record ClipRef(OptionalInt videoId, String label) {
    public ClipRef {
        Objects.requireNonNull(videoId);
        Objects.requireNonNull(label);
    }

    public static ClipRef video(int videoId) {
        return new ClipRef(OptionalInt.of(videoId), "video " + videoId);
    }

    public static ClipRef file(String name) {
        return new ClipRef(OptionalInt.empty(), name);
    }

    @Override
    public String toString() {
        return label;
    }
}
