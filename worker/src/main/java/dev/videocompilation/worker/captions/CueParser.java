package dev.videocompilation.worker.captions;

import dev.videocompilation.worker.job.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From lines to cues. SubRip has no specification but its files; WebVTT is W3C's <a href="https://www.w3.org/TR/webvtt1/">Web Video
 * Text Tracks Format</a>, of whose blocks only the cues count here. Both are blocks parted by empty lines; a cue's first line may name
 * it, the next one tells its times, what follows is its text.
 */
final class CueParser {
    private static final int MOST_CUES = 10_000;
    private static final int MOST_CHARACTERS = 1_000;

    private static final String ARROW = "-->";
    private static final String TIME = "(?:(\\d{1,3}):)?(\\d{1,2}):(\\d{2})[.,](\\d{3})";
    /** What stands behind the second time places a cue on the screen and is not heeded. */
    private static final Pattern TIMES = Pattern.compile("\\s*" + TIME + "\\s*-->\\s*" + TIME + "(?:\\s.*)?");

    private static final Pattern HEADER = Pattern.compile("WEBVTT(?:[ \t].*)?");
    private static final Pattern OTHER_BLOCK = Pattern.compile("(?:NOTE|STYLE|REGION)(?:\\s.*)?");
    private static final Pattern NUMBER = Pattern.compile("\\s*\\d{1,9}\\s*");

    private static final int MINUTES_PER_HOUR = 60;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int MILLIS = 1_000;

    private final List<String> lines;
    private final boolean web;
    private final List<Cue> cues = new ArrayList<>();

    CueParser(List<String> lines) {
        this.lines = lines;
        this.web = HEADER.matcher(lines.getFirst()).matches();
    }

    List<Cue> cues() {
        int at = 0;
        while (at < lines.size()) {
            int end = at;
            while (end < lines.size() && !lines.get(end).isBlank()) {
                end++;
            }
            if (end > at && !(web && at == 0)) {
                readBlock(at, end);
            } else if (end > at) {
                requireNoCue(at, end, "has a cue's times within the header: put an empty line after WEBVTT");
            }
            at = end + 1;
        }
        if (cues.isEmpty()) {
            throw CaptionsReader.unreadable(
                    "the captions' file has no cue with a text: it must be an SRT or WebVTT file");
        }
        return List.copyOf(cues);
    }

    private void requireNoCue(int begin, int end, String otherwise) {
        for (int i = begin; i < end; i++) {
            if (lines.get(i).contains(ARROW)) {
                throw refused(i, otherwise);
            }
        }
    }

    /** @param end the first line after the block, which is not empty */
    private void readBlock(int begin, int end) {
        String first = lines.get(begin);
        if (web && OTHER_BLOCK.matcher(first).matches()) {
            requireNoCue(begin, end, "has a cue's times within a note or a style: put an empty line before each cue");
            return;
        }
        int times = begin;
        if (!first.contains(ARROW)) {
            if (NUMBER.matcher(first).matches() && begin + 1 < end) {
                requireTimes(begin + 1);
            }
            boolean named = begin + 1 < end && lines.get(begin + 1).contains(ARROW);
            if (!named || !(web || NUMBER.matcher(first).matches())) {
                throw refused(
                        begin,
                        "is neither a cue's number nor its times (00:00:01,000 --> 00:00:02,500); a cue's text holds no empty line");
            }
            times = begin + 1;
        }
        requireNoCue(times + 1, end, "has a cue's times within another's text: put an empty line before each cue");
        read(times, end);
    }

    private Matcher requireTimes(int line) {
        Matcher matcher = TIMES.matcher(lines.get(line));
        if (!matcher.matches()) {
            throw refused(line, "has no times of the form 00:00:01,000 --> 00:00:02,500");
        }
        return matcher;
    }

    private void read(int times, int end) {
        Matcher matcher = requireTimes(times);
        long from = millis(matcher, 1, times);
        long to = millis(matcher, 5, times);
        if (to <= from) {
            throw refused(times, "has a cue that ends no later than it begins");
        }
        String text = CueMarkup.plain(lines.subList(times + 1, end), web);
        if (text.length() > MOST_CHARACTERS) {
            throw refused(times, "begins a cue of more than %d characters".formatted(MOST_CHARACTERS));
        }
        if (text.isEmpty()) {
            // Shows nothing.
            return;
        }
        if (cues.size() == MOST_CUES) {
            throw refused(times, "begins one cue more than the %d allowed".formatted(MOST_CUES));
        }
        cues.add(new Cue(from, to, text));
    }

    private long millis(Matcher matcher, int group, int line) {
        String hours = matcher.group(group);
        int minutes = Integer.parseInt(matcher.group(group + 1));
        int seconds = Integer.parseInt(matcher.group(group + 2));
        if (minutes >= MINUTES_PER_HOUR || seconds >= SECONDS_PER_MINUTE) {
            throw refused(line, "has a time of more than 59 minutes or seconds");
        }
        long all = (hours == null ? 0 : Long.parseLong(hours)) * MINUTES_PER_HOUR + minutes;
        return (all * SECONDS_PER_MINUTE + seconds) * MILLIS + Integer.parseInt(matcher.group(group + 3));
    }

    private static RejectedException refused(int index, String what) {
        return CaptionsReader.unreadable("line %d of the captions %s".formatted(index + 1, what));
    }
}
