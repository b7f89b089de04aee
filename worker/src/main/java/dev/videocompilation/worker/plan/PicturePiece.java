package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.job.TransitionType;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.List;
import java.util.Optional;

/**
 * Pictures of the output that follow one another and come from one file.
 *
 * @param content what they are
 * @param timeBase of the output's pictures, seconds per tick
 * @param startTicks where the first one stands
 * @param durationTicks how long they last
 * @param frames how many they are
 * @param made the file with new pictures, once there is one
 * @param texts what is drawn into new pictures, in the order in which it is drawn
 */
public record PicturePiece(
        Content content,
        Rational timeBase,
        long startTicks,
        long durationTicks,
        int frames,
        Optional<ProbedClip> made,
        List<ShownText> texts) {

    public PicturePiece {
        texts = List.copyOf(texts);
        if (content instanceof Copied && !texts.isEmpty()) {
            throw new IllegalArgumentException("a text over pictures that are copied");
        }
    }

    /** What pictures are. */
    public sealed interface Content {}

    /**
     * A clip's own, packet by packet.
     *
     * @param clip the clip
     * @param from its first packet, in order of decoding
     * @param to the one after its last
     */
    public record Copied(ProbedClip clip, int from, int to) implements Content {
        boolean isWhole() {
            return from == 0 && to == clip.video().packets().count();
        }
    }

    /**
     * All of a clip's, made anew in the form of the target.
     *
     * @param clip the clip
     */
    public record Conformed(ProbedClip clip) implements Content {}

    /**
     * Some of a clip's, made anew in the form of the target because something is drawn into them.
     *
     * @param side which
     */
    public record Redrawn(Side side) implements Content {}

    /**
     * The end of a clip that gives way to the beginning of the next, made anew in the form of the target.
     *
     * @param from the one that ends
     * @param to the one that begins
     * @param type how
     * @param frames during which both are shown
     */
    public record Blended(Side from, Side to, TransitionType type, int frames) implements Content {}

    /**
     * Frames of a clip, counted at the target's frame rate.
     *
     * @param clip the clip
     * @param clipFrames all that it has
     * @param seekFrame a key frame from which on it can be decoded; 0 for its beginning
     * @param from the first, not before {@code seekFrame}
     * @param to the one after the last
     */
    public record Side(ProbedClip clip, int clipFrames, int seekFrame, int from, int to) {
        public int frames() {
            return to - from;
        }
    }

    public Rational start() {
        return timeBase.times(startTicks);
    }

    public Rational duration() {
        return timeBase.times(durationTicks);
    }

    public boolean isCopied() {
        return content instanceof Copied;
    }

    /** Whether they still have to be made. */
    public boolean isToBeMade() {
        return !isCopied() && made.isEmpty();
    }

    /** What to call them. */
    public String name() {
        return switch (content) {
            case Copied copied -> copied.clip().ref().label();
            case Conformed conformed -> conformed.clip().ref().label();
            case Redrawn redrawn -> redrawn.side().clip().ref().label() + " under a text";
            case Blended blended ->
                "the transition from %s to %s"
                        .formatted(
                                blended.from().clip().ref(), blended.to().clip().ref());
        };
    }

    /**
     * The file that holds them as they go into the output.
     *
     * @throws IllegalStateException if that is not made yet
     */
    public ProbedClip source() {
        return content instanceof Copied copied
                ? copied.clip()
                : made.orElseThrow(
                        () -> new IllegalStateException("the pictures of %s are not made yet".formatted(name())));
    }

    /** Their packets, with the times that they have in {@link #source()}. */
    public PacketTable pictures() {
        PacketTable all = source().video().packets();
        return content instanceof Copied copied && !copied.isWhole()
                ? new PacketTable(all.timeBase(), all.packets().subList(copied.from(), copied.to()))
                : all;
    }

    /** How many ticks of the output one tick of {@link #pictures()} lasts. */
    public long ticksPerTick() {
        return source().video()
                .packets()
                .timeBase()
                .times(timeBase.denominator())
                .numerator();
    }

    PicturePiece made(ProbedClip file) {
        return new PicturePiece(content, timeBase, startTicks, durationTicks, frames, Optional.of(file), texts);
    }

    PicturePiece with(List<ShownText> newTexts) {
        return new PicturePiece(content, timeBase, startTicks, durationTicks, frames, made, newTexts);
    }

    /** One that stands for a part of it. */
    PicturePiece part(Content newContent, long newStartTicks, long newDurationTicks, int newFrames) {
        return new PicturePiece(
                newContent, timeBase, newStartTicks, newDurationTicks, newFrames, Optional.empty(), List.of());
    }
}
