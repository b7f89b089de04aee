package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.captions.CaptionTrack;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What will be made, exactly: the proof compares the output with this.
 *
 * @param target what all pictures have in common
 * @param timeBase of the output's pictures, in which every clip's times are whole: seconds per tick
 * @param clips in order, at least one
 * @param pieces where the pictures come from, in order
 * @param sound what becomes of the sound
 * @param captions in a track of their own
 * @param texts that are drawn into the pieces' pictures
 */
public record CompilePlan(
        TargetPicture target,
        Rational timeBase,
        List<PlannedClip> clips,
        List<PicturePiece> pieces,
        SoundPlan sound,
        Optional<CaptionTrack> captions,
        List<Lettering> texts) {
    private static final int PIXELS_PER_BYTE = 8;

    public CompilePlan {
        clips = List.copyOf(clips);
        pieces = List.copyOf(pieces);
        texts = List.copyOf(texts);
        if (clips.isEmpty() || pieces.isEmpty()) {
            throw new IllegalArgumentException("a plan without clips");
        }
    }

    /** One without captions and texts. */
    CompilePlan(
            TargetPicture target,
            Rational timeBase,
            List<PlannedClip> clips,
            List<PicturePiece> pieces,
            SoundPlan sound) {
        this(target, timeBase, clips, pieces, sound, Optional.empty(), List.of());
    }

    /** The same with captions in a track of their own. */
    public CompilePlan withCaptions(CaptionTrack track) {
        return new CompilePlan(target, timeBase, clips, pieces, sound, Optional.of(track), texts);
    }

    /** The same with texts, in pieces that show them. */
    CompilePlan withTexts(List<PicturePiece> newPieces, List<Lettering> newTexts) {
        return new CompilePlan(target, timeBase, clips, newPieces, sound, captions, newTexts);
    }

    public int frames() {
        return pieces.stream().mapToInt(PicturePiece::frames).sum();
    }

    public Rational duration() {
        return timeBase.times(
                pieces.stream().mapToLong(PicturePiece::durationTicks).sum());
    }

    /** Rounded down, so that nothing that ends then ends after the pictures. */
    public long durationMs() {
        Rational millis = duration().times(1_000);
        return millis.numerator() / millis.denominator();
    }

    /** Samples per channel of the whole sound. */
    public long soundSamples() {
        return clips.getLast().soundEndSamples();
    }

    /** Where a clip's sound begins in the output, in seconds: within 20 ms of its first picture; there where no clip has any. */
    public Rational soundStart(PlannedClip clip) {
        return switch (sound) {
            case SoundPlan.None none -> clip.start();
            case SoundPlan.Copied copied -> clip.start();
            case SoundPlan.CopiedFrames frames -> new Rational(clip.soundStartSamples(), frames.sampleRateHz());
            case SoundPlan.Exact exact -> new Rational(clip.soundStartSamples(), exact.sampleRateHz());
        };
    }

    /** The pieces after the first, each of which begins where another file ends. */
    public List<PicturePiece> joins() {
        return pieces.subList(1, pieces.size());
    }

    /** Where a frame comes from, counted as they are shown, in words. */
    public String placeOf(int frame) {
        int from = 0;
        for (PicturePiece piece : pieces) {
            if (frame < from + piece.frames()) {
                return "%d of %s".formatted(frame - from, piece.name());
            }
            from += piece.frames();
        }
        return "after the last";
    }

    /** The pieces that still have to be made. */
    public List<PicturePiece> toBeMade() {
        return pieces.stream().filter(PicturePiece::isToBeMade).toList();
    }

    /** The seconds of picture that are re-encoded, of all {@link #duration()}. */
    public Rational reEncoded() {
        return timeBase.times(pieces.stream()
                .filter(piece -> !piece.isCopied())
                .mapToLong(PicturePiece::durationTicks)
                .sum());
    }

    /** The same with other sound. */
    public CompilePlan withSound(SoundPlan newSound) {
        return new CompilePlan(target, timeBase, clips, pieces, newSound, captions, texts);
    }

    /**
     * The same once new pictures are made.
     *
     * @param made the files, by the pieces (these very ones) that they were made for
     */
    public CompilePlan made(IdentityHashMap<PicturePiece, ProbedClip> made) {
        List<PicturePiece> done = pieces.stream()
                .map(piece -> made.containsKey(piece) ? piece.made(made.get(piece)) : piece)
                .toList();
        return new CompilePlan(target, timeBase, clips, done, sound, captions, texts);
    }

    /** Room for the pictures that are made, beside the clips, and in the output: generous, some three times what they take as a rule. */
    public long madeBytes() {
        long frames = toBeMade().stream().mapToLong(PicturePiece::frames).sum();
        return frames * target.width() * target.height() / PIXELS_PER_BYTE * 2;
    }

    public long inputBytes() {
        return clips.stream().mapToLong(clip -> clip.clip().sizeBytes()).sum();
    }
}
