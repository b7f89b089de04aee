package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What will be made, exactly: the proof compares the output with this.
 *
 * @param target what all pictures have in common
 * @param timeBase of the output's pictures, in which every clip's times are whole: seconds per tick
 * @param clips in order, at least one
 * @param sound what becomes of the sound
 */
public record CompilePlan(TargetPicture target, Rational timeBase, List<PlannedClip> clips, SoundPlan sound) {
    private static final int PIXELS_PER_BYTE = 8;

    public CompilePlan {
        clips = List.copyOf(clips);
        if (clips.isEmpty()) {
            throw new IllegalArgumentException("a plan without clips");
        }
    }

    public int frames() {
        return clips.stream().mapToInt(PlannedClip::frames).sum();
    }

    public Rational duration() {
        return timeBase.times(
                clips.stream().mapToLong(PlannedClip::durationTicks).sum());
    }

    /** Samples per channel of the whole sound. */
    public long soundSamples() {
        return clips.stream().mapToLong(PlannedClip::soundSamples).sum();
    }

    /** The clips after the first, each of which begins at a join. */
    public List<PlannedClip> joins() {
        return clips.subList(1, clips.size());
    }

    /** The clips whose pictures still have to be made. */
    public List<PlannedClip> toBeMade() {
        return clips.stream().filter(PlannedClip::isToBeMade).toList();
    }

    /** The seconds of picture that are re-encoded, of all {@link #duration()}. */
    public Rational reEncoded() {
        return timeBase.times(clips.stream()
                .filter(clip -> clip.treatment() instanceof PictureTreatment.ReEncoded)
                .mapToLong(PlannedClip::durationTicks)
                .sum());
    }

    /**
     * The same once new pictures are made.
     *
     * @param made the files, by the clips that they were made for
     */
    public CompilePlan made(Map<PlannedClip, ProbedClip> made) {
        List<PlannedClip> done = new ArrayList<>();
        for (PlannedClip clip : clips) {
            ProbedClip file = made.get(clip);
            done.add(file == null ? clip : clip.made(file));
        }
        return new CompilePlan(target, timeBase, done, sound);
    }

    /** Room for the pictures that are made, beside the clips, and in the output: generous, some three times what they take as a rule. */
    public long madeBytes() {
        long frames = toBeMade().stream().mapToLong(PlannedClip::frames).sum();
        return frames * target.width() * target.height() / PIXELS_PER_BYTE * 2;
    }

    public long inputBytes() {
        return clips.stream().mapToLong(clip -> clip.clip().sizeBytes()).sum();
    }
}
