package dev.videocompilation.worker.captions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The captions of a video: cues of which no two are shown at a time, in order.
 *
 * @param language a BCP 47 tag; {@code und} where it is not known
 * @param cues each begins no earlier than the one before ends
 * @param cutAway how many cues of the file begin after the video's end and are therefore not among them
 */
public record CaptionTrack(String language, List<Cue> cues, int cutAway) {
    private static final int MOST_AT_A_TIME = 10;
    /** Of all texts together, where those that are shown together are repeated. */
    private static final long MOST_CHARACTERS = 4L << 20;

    private static final double MILLIS = 1_000;

    public CaptionTrack {
        Objects.requireNonNull(language);
        cues = List.copyOf(cues);
        if (cues.isEmpty()) {
            throw new IllegalArgumentException("captions without a cue");
        }
        for (int i = 1; i < cues.size(); i++) {
            if (cues.get(i).fromMs() < cues.get(i - 1).toMs()) {
                throw new IllegalArgumentException("cue %d begins before the one before it ends".formatted(i));
            }
        }
    }

    /**
     * Sorts cues, cuts them to a video's length, and gives those that overlap one text for as long as they are shown together: a line
     * of its own for each, the one that began first on top.
     *
     * @param videoMs how long the video lasts
     * @throws dev.videocompilation.worker.job.RejectedException with {@code CAPTIONS_UNREADABLE} if all of them begin after the video's
     *     end, or more than ten are shown at a time
     */
    public static CaptionTrack of(String language, List<Cue> cues, long videoMs) {
        List<Cue> shown = cues.stream()
                .filter(cue -> cue.fromMs() < videoMs)
                .map(cue -> new Cue(cue.fromMs(), Math.min(cue.toMs(), videoMs), cue.text()))
                .sorted(Comparator.comparingLong(Cue::fromMs))
                .toList();
        if (shown.isEmpty()) {
            throw CaptionsReader.unreadable(
                    "all captions begin after the video's end at %.3f s: the file is of another video"
                            .formatted(videoMs / MILLIS));
        }
        TreeSet<Long> changes = new TreeSet<>();
        shown.forEach(cue -> {
            changes.add(cue.fromMs());
            changes.add(cue.toMs());
        });
        List<Cue> single = new ArrayList<>();
        List<Cue> now = new ArrayList<>();
        long characters = 0;
        int next = 0;
        for (long at : changes) {
            now.removeIf(cue -> cue.toMs() <= at);
            while (next < shown.size() && shown.get(next).fromMs() == at) {
                now.add(shown.get(next++));
            }
            characters += now.stream().mapToLong(cue -> cue.text().length()).sum();
            if (now.size() > MOST_AT_A_TIME || characters > MOST_CHARACTERS) {
                throw CaptionsReader.unreadable(
                        "too many captions are shown together at %.3f s: ten may be, and not for long"
                                .formatted(at / MILLIS));
            }
            if (!now.isEmpty()) {
                String text = String.join("\n", now.stream().map(Cue::text).toList());
                single.add(new Cue(at, Objects.requireNonNull(changes.higher(at)), text));
            }
        }
        return new CaptionTrack(language, single, cues.size() - shown.size());
    }
}
