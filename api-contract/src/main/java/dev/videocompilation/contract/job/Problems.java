package dev.videocompilation.contract.job;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/**
 * What is wrong with a message, a line each. The lines may go into logs and SQS message attributes, so they are bounded
 * and hold no control characters, whatever the message did.
 */
final class Problems {
    private static final int MAX_LINES = 10;
    private static final int MAX_LINE_LENGTH = 300;
    private static final int MAX_SHOWN_LENGTH = 40;

    private final List<String> lines = new ArrayList<>();

    static Problems invalidJson(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        Problems problems = new Problems();
        problems.lines.add(clean("not valid JSON: " + where + e.getOriginalMessage(), MAX_LINE_LENGTH));
        return problems;
    }

    /** Adds a problem of the field at this JSON Pointer; the empty pointer is the whole message. */
    void add(String path, String problem) {
        String name = path.isEmpty() ? "the message" : path;
        lines.add(clean(name, MAX_LINE_LENGTH - 100) + ": " + clean(problem, MAX_LINE_LENGTH));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String text() {
        if (lines.size() <= MAX_LINES) {
            return String.join("\n", lines);
        }
        List<String> first = lines.subList(0, MAX_LINES - 1);
        return String.join("\n", first) + "\nand " + (lines.size() - first.size()) + " more problems";
    }

    /** What kind of value this is, with its article. */
    static String kindOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a string";
            case NUMBER -> node.canConvertToExactIntegral() ? "an integer" : "a number with a fraction";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case MISSING -> "empty";
        };
    }

    /** The value itself where it is short, else its kind. */
    static String shown(JsonNode node) {
        String json = node.toString();
        return node.isValueNode() && json.length() <= MAX_SHOWN_LENGTH ? json : kindOf(node);
    }

    private static String clean(String text, int maxLength) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().limit(maxLength).forEach(c -> clean.appendCodePoint(isPlain(c) ? c : 0xFFFD));
        return text.codePointCount(0, text.length()) > maxLength
                ? clean.append('…').toString()
                : clean.toString();
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
