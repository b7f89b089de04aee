package dev.videocompilation.worker.lettering;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Breaks a text into lines that are no wider than there is room: between words, and within one only where it is wider itself. */
public final class TextLines {
    private static final Pattern LINE_END = Pattern.compile("\r\n|[\n\r\u2028\u2029]");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private final BundledFont font = BundledFont.get();
    private final double sizePixels;
    private final double widthPixels;
    private final List<String> lines = new ArrayList<>();

    private TextLines(double sizePixels, double widthPixels) {
        this.sizePixels = sizePixels;
        this.widthPixels = widthPixels;
    }

    /**
     * The lines, each with its characters in the order in which they stand from left to right.
     *
     * @param sizePixels the font's size
     * @param widthPixels how wide a line may be
     * @return empty where the text has nothing to show
     */
    public static List<String> of(String text, double sizePixels, double widthPixels) {
        TextLines lines = new TextLines(sizePixels, widthPixels);
        if (!text.isBlank()) {
            for (String line : LINE_END.split(text.strip(), -1)) {
                lines.add(CONTROL.matcher(line).replaceAll(" "));
            }
        }
        return lines.lines.stream().map(VisualOrder::of).toList();
    }

    private boolean fits(String line) {
        return font.width(line, sizePixels) <= widthPixels;
    }

    private void add(String text) {
        if (fits(text)) {
            lines.add(text);
            return;
        }
        String line = "";
        for (String word : text.strip().split(" +", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (fits(longer)) {
                line = longer;
                continue;
            }
            if (!line.isEmpty()) {
                lines.add(line);
            }
            line = word;
            while (!fits(line)) {
                int end = head(line);
                if (end == line.length()) {
                    break;
                }
                lines.add(line.substring(0, end));
                line = line.substring(end);
            }
        }
        lines.add(line);
    }

    /** How much of a word fits, one character at least. */
    private int head(String word) {
        int end = word.offsetByCodePoints(0, 1);
        while (end < word.length() && fits(word.substring(0, word.offsetByCodePoints(end, 1)))) {
            end = word.offsetByCodePoints(end, 1);
        }
        return end;
    }
}
