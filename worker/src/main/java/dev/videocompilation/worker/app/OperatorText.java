package dev.videocompilation.worker.app;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The forms in which operators' commands print: tables, fields and ages. Control characters are shown, not sent. */
final class OperatorText {
    private static final int NAME_WIDTH = 10;

    private OperatorText() {}

    /** A table of cells that are {@link #shown}, one row a line, each column as wide as its widest cell. */
    static String table(List<String> headings, List<List<String>> rows) {
        List<List<String>> lines =
                Stream.concat(Stream.of(headings), rows.stream()).toList();
        List<Integer> widths = IntStream.range(0, headings.size())
                .mapToObj(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return lines.stream()
                .map(line -> IntStream.range(0, line.size())
                        .mapToObj(column -> padded(line.get(column), widths.get(column)))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** A line of a name and a value. */
    static String field(String name, String value) {
        return padded(name, NAME_WIDTH) + printable(value, false);
    }

    /** A cell; {@code -} where there is no value. */
    static String shown(Optional<String> value) {
        return printable(value.orElse("-"), false);
    }

    static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    /** The time since then, in its two largest units. */
    static String age(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toDays() > 0) {
            return "%dd%dh".formatted(age.toDays(), age.toHoursPart());
        }
        if (age.toHours() > 0) {
            return "%dh%dm".formatted(age.toHours(), age.toMinutesPart());
        }
        return age.toMinutes() > 0
                ? "%dm%ds".formatted(age.toMinutes(), age.toSecondsPart())
                : Math.max(0, age.toSeconds()) + "s";
    }

    /** A text whose lines stay lines. */
    static String printableLines(String text) {
        return printable(text, true);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String printable(String text, boolean lines) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (character == '\n') {
                shown.append(lines ? "\n" : "; ");
            } else if (Character.isISOControl(character) || Character.getType(character) == Character.FORMAT) {
                shown.append("\\u%04x".formatted(character));
            } else {
                shown.appendCodePoint(character);
            }
        });
        return shown.toString();
    }
}
