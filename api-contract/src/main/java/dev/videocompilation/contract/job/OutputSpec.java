package dev.videocompilation.contract.job;

import java.util.Objects;

/**
 * What to make of the clips.
 *
 * @param format the container format; default {@link OutputFormat#MP4}
 * @param quality the quality; default {@link Quality#HIGH}
 */
public record OutputSpec(OutputFormat format, Quality quality) {
    /** What a message without {@code output} means: MP4, high. */
    public static final OutputSpec DEFAULT = new OutputSpec(OutputFormat.MP4, Quality.HIGH);

    public OutputSpec {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(quality, "quality");
    }
}
