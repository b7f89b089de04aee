package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.job.OverlayPosition;
import dev.videocompilation.worker.lettering.BundledFont;
import dev.videocompilation.worker.probe.Rational;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text as it is drawn into the output's pictures.
 *
 * @param lines each as it stands from left to right, at least one
 * @param position where they stand
 * @param sizePixels the font's size
 * @param marginPixels between them and the picture's edges
 * @param color {@code #RRGGBB}
 * @param from when the text appears, in seconds
 * @param to when it is gone, later than that
 */
public record Lettering(
        List<String> lines,
        OverlayPosition position,
        int sizePixels,
        int marginPixels,
        String color,
        Rational from,
        Rational to) {
    private static final int MOST_MISSING = 10;
    private static final Pattern COLOR = Pattern.compile("#[0-9A-Fa-f]{6}");

    public Lettering {
        lines = List.copyOf(lines);
        Objects.requireNonNull(position);
        if (lines.isEmpty() || !COLOR.matcher(color).matches() || to.compareTo(from) <= 0) {
            throw new IllegalArgumentException(
                    "a text of nothing, of the colour %s, from %s to %s".formatted(color, from, to));
        }
    }

    /** The height of a line. */
    public int linePixels() {
        return (int) Math.ceil(sizePixels * BundledFont.get().lineHeight());
    }

    /** The characters that the font has no picture of, by their numbers; empty where it has all. */
    String missing() {
        return String.join("", lines)
                .codePoints()
                .filter(character -> !BundledFont.get().has(character))
                .distinct()
                .limit(MOST_MISSING)
                .mapToObj("U+%04X"::formatted)
                .collect(Collectors.joining(", "));
    }
}
