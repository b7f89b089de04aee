package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import java.util.List;

/**
 * What will be made, exactly: the proof compares the output with this.
 *
 * @param clips in order, at least one
 * @param sound what becomes of the sound
 */
public record CompilePlan(List<PlannedClip> clips, SoundPlan sound) {
    public CompilePlan {
        clips = List.copyOf(clips);
        if (clips.isEmpty()) {
            throw new IllegalArgumentException("a plan without clips");
        }
    }

    /** The facts that all clips share. */
    public VideoStream video() {
        return clips.get(0).clip().video();
    }

    public Rational timeBase() {
        return video().packets().timeBase();
    }

    public int frames() {
        return clips.stream().mapToInt(PlannedClip::frames).sum();
    }

    public Rational duration() {
        return timeBase()
                .times(clips.stream().mapToLong(PlannedClip::durationTicks).sum());
    }

    /** Samples per channel of the whole sound. */
    public long soundSamples() {
        return clips.stream().mapToLong(PlannedClip::soundSamples).sum();
    }

    /** The clips after the first, each of which begins at a join. */
    public List<PlannedClip> joins() {
        return clips.subList(1, clips.size());
    }

    /** Where an output's video track differs from the clips', in words; empty where it is as planned. */
    public List<String> differencesOfPicture(ProbedClip output) {
        ProbedClip reference = clips.get(0).clip();
        return ComparedField.ALL.stream()
                .filter(field -> ComparedField.OF_THE_PICTURE.contains(field.name()))
                .filter(field -> !field.of(output).equals(field.of(reference)))
                .map(field -> "%s is %s, not %s".formatted(field.name(), field.of(output), field.of(reference)))
                .toList();
    }

    public long inputBytes() {
        return clips.stream().mapToLong(clip -> clip.clip().sizeBytes()).sum();
    }
}
