package dev.videocompilation.worker.mux;

import dev.videocompilation.worker.binaries.LoudnessReading;
import dev.videocompilation.worker.ffmpeg.FfmpegRunner;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.Loudness;
import dev.videocompilation.worker.plan.Loudness.Brought;
import dev.videocompilation.worker.plan.Loudness.Means;
import dev.videocompilation.worker.plan.SoundPlan;
import java.nio.file.Path;

/**
 * Measures sound and chooses how it gets to the target: by one factor for all where its peaks allow that, else with its peaks held down,
 * and where that misses the target too, as near to it as one factor brings it.
 */
final class LoudnessChoice {
    /** What an encoder adds to peaks, beside the planned ones. */
    private static final double PEAK_MARGIN_DB = 1;
    /** What is softer would be noise when it is made so much louder. */
    private static final double LEAST_LUFS = -50;
    /** Loudness is measured over stretches of 0.4 s, some of which there must be. */
    private static final double LEAST_SECONDS = 1;

    private final FfmpegRunner ffmpeg;
    private final CompilePlan plan;
    private final SoundPlan.Exact sound;
    private final Path directory;

    LoudnessChoice(FfmpegRunner ffmpeg, CompilePlan plan, SoundPlan.Exact sound, Path directory) {
        this.ffmpeg = ffmpeg;
        this.plan = plan;
        this.sound = sound;
        this.directory = directory;
    }

    Loudness choose() {
        if (plan.duration().toDouble() < LEAST_SECONDS) {
            return new Loudness.LeftAlone("shorter than a second");
        }
        LoudnessReading found = measure(new Loudness.AsItComes());
        double from = found.integratedLufs();
        if (from < LEAST_LUFS) {
            return new Loudness.LeftAlone("silence, or too soft");
        }
        double allowed = room(found);
        if (Loudness.TARGET_LUFS - from <= allowed) {
            return Brought.byGain(from, Loudness.TARGET_LUFS);
        }
        LoudnessReading tried = measure(new Brought(from, Loudness.TARGET_LUFS, Means.COMPRESSION, 0));
        double trim = Math.min(Loudness.TARGET_LUFS - tried.integratedLufs(), room(tried));
        double reached = tried.integratedLufs() + trim;
        return reached > from + allowed
                ? new Brought(from, reached, Means.COMPRESSION, trim)
                : Brought.byGain(from, from + allowed);
    }

    /** How much louder sound may be made until a peak is at its limit, in dB. */
    private static double room(LoudnessReading reading) {
        return Loudness.MOST_TRUE_PEAK_DB - PEAK_MARGIN_DB - reading.truePeakDb();
    }

    private LoudnessReading measure(Loudness loudness) {
        return ffmpeg.loudness(plan, sound.with(loudness), directory);
    }
}
