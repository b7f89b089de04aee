package dev.videocompilation.worker.captions;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** From a cue's lines to its plain text. */
final class CueMarkup {
    /** SubRip's tags; any other pair of angle brackets is text. Braces with a backslash are commands of another format (ASS). */
    private static final Pattern SUBRIP =
            Pattern.compile("</?(?:[bius]|font(?:\\s[^<>]*)?)\\s*>|\\{\\\\[^{}]*}", Pattern.CASE_INSENSITIVE);

    /** WebVTT's: a name with classes and an annotation, or a time. */
    private static final Pattern WEB = Pattern.compile("</?(?:(?:[bciuv]|ruby|rt|lang)(?:[.\\s][^<>]*)?|[\\d:.]+|)>");

    private static final Pattern REFERENCE = Pattern.compile("&(amp|lt|gt|lrm|rlm|nbsp);");
    private static final Map<String, String> CHARACTERS =
            Map.of("amp", "&", "lt", "<", "gt", ">", "lrm", "\u200E", "rlm", "\u200F", "nbsp", "\u00A0");

    /** Control characters and what parts lines besides a line feed, of which no font has a picture. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\u2028\u2029]");

    private CueMarkup() {}

    /** @param web whether it is WebVTT, which has tags and character references of its own */
    static String plain(List<String> lines, boolean web) {
        return lines.stream()
                .map(line -> (web ? WEB : SUBRIP).matcher(line).replaceAll(""))
                .map(line -> web
                        ? REFERENCE
                                .matcher(line)
                                .replaceAll(reference -> CHARACTERS.getOrDefault(reference.group(1), ""))
                        : line)
                .map(line -> CONTROL.matcher(line).replaceAll(" ").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
