package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.plan.PicturePiece.Copied;
import dev.videocompilation.worker.plan.PicturePiece.Redrawn;
import dev.videocompilation.worker.plan.PicturePiece.Side;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Puts texts over a plan's pieces. Pieces that are made anyway get them drawn in; of one that is copied only what lies under a text is made
 * anew, from the last clean cut before it to the next key frame after it.
 */
final class TextCutter {
    /** Copying less than this between two texts spares nothing. */
    private static final int SHORTEST_COPY_SECONDS = 1;

    private final CompilePlan plan;
    private final List<Lettering> texts;
    private final List<PicturePiece> pieces = new ArrayList<>();
    private final IdentityHashMap<ProbedClip, Reason> anew = new IdentityHashMap<>();

    private TextCutter(CompilePlan plan, List<Lettering> texts) {
        this.plan = plan;
        this.texts = texts;
    }

    /** Frames of a clip, the last one excluded. */
    private record Range(int from, int to) {}

    static TextCutter cut(CompilePlan plan, List<Lettering> texts) {
        TextCutter cutter = new TextCutter(plan, texts);
        plan.pieces().forEach(cutter::add);
        return cutter;
    }

    /** The pieces with their texts. */
    List<PicturePiece> pieces() {
        return pieces;
    }

    /** The clips that cannot be copied under their texts, not even in part, and why; where there is one, the pieces are of no use. */
    IdentityHashMap<ProbedClip, Reason> anew() {
        return anew;
    }

    private void add(PicturePiece piece) {
        List<ShownText> shown = texts.stream()
                .flatMap(text -> over(text, piece.start(), piece.frames()).stream())
                .toList();
        if (shown.isEmpty()) {
            pieces.add(piece);
        } else if (piece.content() instanceof Copied copied) {
            split(piece, copied, shown);
        } else {
            pieces.add(piece.with(shown));
        }
    }

    /** The frames of a piece whose beginning lies within the text's time, or the one frame during which all of that passes. */
    private List<ShownText> over(Lettering text, Rational start, int frames) {
        long first = ceil(text.from().minus(start).times(plan.target().frameRate()));
        long end = Math.max(
                first + 1, ceil(text.to().minus(start).times(plan.target().frameRate())));
        int from = (int) Math.max(0, first);
        int to = (int) Math.min(frames, end);
        return from < to ? List.of(new ShownText(text, from, to)) : List.of();
    }

    private static long ceil(Rational number) {
        return Math.ceilDiv(number.numerator(), number.denominator());
    }

    private void split(PicturePiece piece, Copied copied, List<ShownText> shown) {
        ProbedClip clip = copied.clip();
        if (!CleanCuts.isEven(clip.video().packets(), plan.target().frameRate())) {
            anew.put(clip, new Reason("frame rate", "frames at uneven times, under a text"));
            return;
        }
        CleanCuts cuts = new CleanCuts(clip.video().packets());
        List<Range> ranges = ranges(copied, shown, cuts);
        if (ranges.getFirst().equals(new Range(copied.from(), copied.to()))) {
            anew.put(clip, new Reason("text", "over all that could be copied"));
            return;
        }
        int at = copied.from();
        for (Range range : ranges) {
            addCopied(piece, copied, at, range.from());
            Side side = new Side(
                    clip, clip.video().packets().count(), cuts.seekFrame(range.from()), range.from(), range.to());
            PicturePiece made = part(piece, new Redrawn(side), range.from() - copied.from(), range.to() - range.from());
            pieces.add(made.with(texts.stream()
                    .flatMap(text -> over(text, made.start(), made.frames()).stream())
                    .toList()));
            at = range.to();
        }
        addCopied(piece, copied, at, copied.to());
    }

    /** What has to be made anew, in order, with room between. */
    private List<Range> ranges(Copied copied, List<ShownText> shown, CleanCuts cuts) {
        long shortest = plan.target().frameRate().times(SHORTEST_COPY_SECONDS).round();
        List<Range> ranges = new ArrayList<>();
        for (Range wanted : shown.stream()
                .map(text -> new Range(text.from() + copied.from(), text.to() + copied.from()))
                .sorted(Comparator.comparingInt(Range::from))
                .toList()) {
            int from = cuts.lastUpTo(wanted.from());
            int to = Math.min(copied.to(), cuts.firstKeyFrom(wanted.to()).orElse(copied.to()));
            if (from - copied.from() < shortest) {
                from = copied.from();
            }
            if (copied.to() - to < shortest) {
                to = copied.to();
            }
            if (!ranges.isEmpty() && from - ranges.getLast().to() < shortest) {
                Range last = ranges.removeLast();
                ranges.add(new Range(last.from(), Math.max(last.to(), to)));
            } else {
                ranges.add(new Range(from, to));
            }
        }
        return ranges;
    }

    private void addCopied(PicturePiece piece, Copied copied, int from, int to) {
        if (from < to) {
            pieces.add(part(piece, new Copied(copied.clip(), from, to), from - copied.from(), to - from));
        }
    }

    private PicturePiece part(PicturePiece piece, PicturePiece.Content content, int from, int frames) {
        long frameTicks = piece.durationTicks() / piece.frames();
        return piece.part(content, piece.startTicks() + from * frameTicks, frames * frameTicks, frames);
    }
}
