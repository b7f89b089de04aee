package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.plan.Joins.Join;
import dev.videocompilation.worker.plan.PicturePiece.Blended;
import dev.videocompilation.worker.plan.PicturePiece.Conformed;
import dev.videocompilation.worker.plan.PicturePiece.Content;
import dev.videocompilation.worker.plan.PicturePiece.Copied;
import dev.videocompilation.worker.plan.PicturePiece.Side;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts clips into the pieces that the output's pictures come from. Of a clip beside a transition all is copied but the transition,
 * what follows up to the next key frame, and what comes before it from the last clean cut on.
 */
final class PieceCutter {
    private final Joins joins;
    private final Rational timeBase;
    private final long frameTicks;
    private final List<PicturePiece> pieces = new ArrayList<>();
    private long ticks;

    private PieceCutter(Joins joins, Rational timeBase, Rational frameRate) {
        this.joins = joins;
        this.timeBase = timeBase;
        this.frameTicks = frameRate.inverse().times(timeBase.denominator()).numerator();
    }

    static List<PicturePiece> cut(List<PlannedClip> clips, Joins joins, Rational timeBase, Rational frameRate) {
        PieceCutter cutter = new PieceCutter(joins, timeBase, frameRate);
        for (int i = 0; i < clips.size(); i++) {
            cutter.add(clips, i);
        }
        return cutter.pieces;
    }

    /**
     * Frames of a clip that are neither part of a transition nor made beside one; for those that are copied, packets too.
     *
     * @param from the first
     * @param to the one after the last
     */
    record Body(int from, int to) {
        boolean isEmpty() {
            return from == to;
        }
    }

    /** What of a clip with even frames can be copied between two transitions; empty where nothing can. */
    static Optional<Body> copyable(ProbedClip clip, int before, int after) {
        PacketTable pictures = clip.video().packets();
        if (before == 0 && after == 0) {
            return Optional.of(new Body(0, pictures.count()));
        }
        if (before + after > pictures.count()) {
            return Optional.empty();
        }
        CleanCuts cuts = new CleanCuts(pictures);
        int to = after == 0 ? pictures.count() : cuts.lastUpTo(pictures.count() - after);
        int from = before == 0 ? 0 : cuts.firstKeyFrom(before).orElse(to);
        return from < to ? Optional.of(new Body(from, to)) : Optional.empty();
    }

    private Body body(PlannedClip clip, int number) {
        int before = joins.before(number);
        int after = joins.after(number);
        return switch (clip.treatment()) {
            case PictureTreatment.Copied copied ->
                copyable(clip.clip(), before, after).orElseThrow();
            case PictureTreatment.ReEncoded encoded -> {
                if (before == 0 && after == 0) {
                    yield new Body(0, clip.frames());
                }
                // All of it is made within its transitions.
                int split = after == 0 ? clip.frames() : before;
                yield new Body(split, split);
            }
        };
    }

    private void add(List<PlannedClip> clips, int number) {
        PlannedClip clip = clips.get(number);
        Body body = body(clip, number);
        if (!body.isEmpty()) {
            boolean whole = !joins.touch(number);
            int frames = body.to() - body.from();
            Content content = clip.treatment() instanceof PictureTreatment.Copied
                    ? new Copied(clip.clip(), body.from(), body.to())
                    : new Conformed(clip.clip());
            add(content, frames, whole ? clip.durationTicks() : frames * frameTicks);
        }
        if (joins.after(number) > 0) {
            Join join = joins.joins().get(number);
            PlannedClip next = clips.get(number + 1);
            Side from = side(clip, body.to(), clip.frames());
            Side to = side(next, 0, body(next, number + 1).from());
            int frames = from.frames() + to.frames() - join.frames();
            add(new Blended(from, to, join.type(), join.frames()), frames, frames * frameTicks);
        }
    }

    private static Side side(PlannedClip clip, int from, int to) {
        int seek = clip.treatment() instanceof PictureTreatment.Copied
                ? new CleanCuts(clip.clip().video().packets()).seekFrame(from)
                : 0;
        return new Side(clip.clip(), clip.frames(), seek, from, to);
    }

    private void add(Content content, int frames, long durationTicks) {
        pieces.add(new PicturePiece(content, timeBase, ticks, durationTicks, frames, Optional.empty(), List.of()));
        ticks += durationTicks;
    }
}
