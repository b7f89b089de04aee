package dev.videocompilation.worker.plan;

import java.util.Locale;

/** A plan as a person reads it. */
public final class PlanText {
    private PlanText() {}

    /** Several lines, without a line end at the end. */
    public static String of(CompilePlan plan) {
        StringBuilder text = new StringBuilder();
        text.append("%d %s, %.3f s, %d frames, %s %dx%d at %s fps; pictures copied, %s%n"
                .formatted(
                        plan.clips().size(),
                        plan.clips().size() == 1 ? "clip" : "clips",
                        plan.duration().toDouble(),
                        plan.frames(),
                        plan.video().codec(),
                        plan.video().width(),
                        plan.video().height(),
                        plan.video().frameRate(),
                        sound(plan.sound())));
        for (PlannedClip clip : plan.clips()) {
            text.append("  %9.3f s  %-24s %8.3f s  %6d frames  pictures: copied  sound: %s%n"
                    .formatted(
                            clip.start().toDouble(),
                            clip.clip().ref().label(),
                            clip.duration().toDouble(),
                            clip.frames(),
                            soundOfClip(plan.sound())));
        }
        return text.toString().stripTrailing();
    }

    private static String sound(SoundPlan sound) {
        return switch (sound) {
            case SoundPlan.None none -> "no sound";
            case SoundPlan.Copied copied -> "sound copied";
            case SoundPlan.Exact exact ->
                String.format(
                        Locale.ROOT,
                        "sound made exact (AAC %d kbit/s, %d Hz, %s)",
                        exact.bitrateKbps(),
                        exact.sampleRateHz(),
                        exact.channelLayout());
        };
    }

    private static String soundOfClip(SoundPlan sound) {
        return switch (sound) {
            case SoundPlan.None none -> "none";
            case SoundPlan.Copied copied -> "copied";
            case SoundPlan.Exact exact -> "fitted and re-encoded";
        };
    }
}
