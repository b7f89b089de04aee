package dev.videocompilation.worker.plan;

import java.util.Objects;

/**
 * A text over some of the frames of a piece.
 *
 * @param text what is drawn
 * @param from the first frame that shows it, counted from the piece's first
 * @param to the one after the last
 */
public record ShownText(Lettering text, int from, int to) {
    public ShownText {
        Objects.requireNonNull(text);
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("a text over the frames %d to %d".formatted(from, to));
        }
    }
}
