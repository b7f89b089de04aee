package dev.videocompilation.contract.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A text over the picture.
 *
 * @param text 1 to 500 characters; a line feed begins a new line. It is shown as it is
 * @param position where
 * @param from since the video's beginning
 * @param to until when; empty: to the video's end
 * @param sizePercent of a line, in percent of the picture's height, 1 to 50
 * @param color {@code #RRGGBB}
 */
public record Overlay(
        String text, OverlayPosition position, Duration from, Optional<Duration> to, double sizePercent, String color) {
    /** What a message without {@code position} means. */
    public static final OverlayPosition DEFAULT_POSITION = OverlayPosition.BOTTOM;

    /** What a message without {@code sizePercent} means. */
    public static final double DEFAULT_SIZE_PERCENT = 6;

    /** What a message without {@code color} means. */
    public static final String DEFAULT_COLOR = "#FFFFFF";

    public Overlay {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(color, "color");
    }

    /** White at the bottom, all the time. */
    public static Overlay of(String text) {
        return new Overlay(
                text, DEFAULT_POSITION, Duration.ZERO, Optional.empty(), DEFAULT_SIZE_PERCENT, DEFAULT_COLOR);
    }
}
