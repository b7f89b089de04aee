package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.contract.job.OverlayPosition;
import dev.videocompilation.worker.lettering.BundledFont;
import dev.videocompilation.worker.plan.Lettering;
import dev.videocompilation.worker.plan.ShownText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Has texts drawn by ffmpeg's drawtext. A text is data: it stands in a file of its own that is drawn as it is, and no part of it ever becomes
 * part of a filter's description, which holds numbers and names of ours alone.
 */
final class TextDrawing {
    static final String FILTER = "drawtext";

    private static final int SIZE_PER_BORDER = 14;

    private TextDrawing() {}

    /** The name of the file with the graph of filters that makes {@code output}. */
    static String graphFile(String output) {
        return output + ".graph";
    }

    private static String textFile(String output, int text, int line) {
        return "%s.text-%04d-%03d".formatted(output, text, line);
    }

    /** Writes the font, the texts and the graph into a directory. */
    static void write(List<ShownText> texts, String graph, String output, Path directory) throws IOException {
        BundledFont.get().writeTo(directory);
        for (int i = 0; i < texts.size(); i++) {
            List<String> lines = texts.get(i).text().lines();
            for (int line = 0; line < lines.size(); line++) {
                Files.writeString(directory.resolve(textFile(output, i, line)), lines.get(line));
            }
        }
        Files.writeString(directory.resolve(graphFile(output)), graph);
    }

    /** The filters that draw texts, one after another; one for each line, for drawtext draws a line's end as a missing character. */
    static List<String> filters(List<ShownText> texts, String output) {
        List<String> filters = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            for (int line = 0; line < texts.get(i).text().lines().size(); line++) {
                if (!texts.get(i).text().lines().get(line).isBlank()) {
                    filters.add(filter(texts.get(i), line, textFile(output, i, line)));
                }
            }
        }
        return filters;
    }

    private static String filter(ShownText shown, int line, String file) {
        Lettering text = shown.text();
        return String.join(
                ":",
                FILTER + "=fontfile=" + BundledFont.FILE,
                "textfile=" + file,
                "expansion=none",
                "fontsize=" + text.sizePixels(),
                "fontcolor=0x" + text.color().substring(1),
                "borderw=" + Math.max(1, text.sizePixels() / SIZE_PER_BORDER),
                "bordercolor=black",
                "y_align=font",
                "x=" + left(text.position(), text.marginPixels()),
                "y=" + top(text) + "+" + line * text.linePixels(),
                "enable='between(n,%d,%d)'".formatted(shown.from(), shown.to() - 1));
    }

    private static String left(OverlayPosition position, int margin) {
        return switch (position) {
            case TOP_LEFT, LEFT, BOTTOM_LEFT -> Integer.toString(margin);
            case TOP, CENTER, BOTTOM -> "(w-text_w)/2";
            case TOP_RIGHT, RIGHT, BOTTOM_RIGHT -> "w-text_w-" + margin;
        };
    }

    /** Where the first line begins. */
    private static String top(Lettering text) {
        int height = text.lines().size() * text.linePixels();
        return switch (text.position()) {
            case TOP_LEFT, TOP, TOP_RIGHT -> Integer.toString(text.marginPixels());
            case LEFT, CENTER, RIGHT -> "(h-%d)/2".formatted(height);
            case BOTTOM_LEFT, BOTTOM, BOTTOM_RIGHT -> "h-" + (height + text.marginPixels());
        };
    }
}
