package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A plan as ffmpeg's argument list and ffconcat list. Pure. All files are named relative to one directory, by names that the
 * worker made.
 */
public final class FfmpegArguments {
    /** The version line that ffmpeg asks for, then one entry a clip. */
    static final String LIST_FILE = "clips.ffconcat";

    /** What is done to the sound, in ffmpeg's filter language. */
    static final String GRAPH_FILE = "sound.graph";

    private static final long MICROSECONDS = 1_000_000;
    private static final long LEAST_MOVIE_TIMESCALE = 1_000;

    private FfmpegArguments() {}

    /**
     * The ffconcat list. Each entry lasts as long as its pictures, told in microseconds such that the places, not the lengths,
     * are rounded: no error adds up.
     */
    static String list(CompilePlan plan) {
        StringBuilder list = new StringBuilder("ffconcat version 1.0\n");
        for (PlannedClip clip : plan.clips()) {
            long from = microseconds(clip.start());
            long to = microseconds(clip.start().plus(clip.duration()));
            list.append("file %s%nduration %d.%06d%n"
                    .formatted(name(clip), (to - from) / MICROSECONDS, (to - from) % MICROSECONDS));
        }
        return list.toString();
    }

    /** @param output the output's file name in the same directory */
    static List<String> join(CompilePlan plan, String output) {
        List<String> arguments = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-v", "error", "-y"));
        switch (plan.sound()) {
            case SoundPlan.None none -> {
                addPictures(arguments, plan);
                arguments.addAll(List.of("-map", "0:v:0", "-c:v", "copy"));
            }
            case SoundPlan.Copied copied -> {
                addClip(arguments, plan.clips().get(0));
                arguments.addAll(List.of("-map", "0:v:0", "-map", "0:a:0", "-c", "copy"));
            }
            case SoundPlan.Exact exact -> {
                // Left to itself ffmpeg leaves out what does not decode and ends well, and the padding hides the hole.
                arguments.add("-xerror");
                addPictures(arguments, plan);
                for (PlannedClip clip : plan.clips()) {
                    arguments.addAll(List.of("-err_detect", "explode"));
                    addClip(arguments, clip);
                }
                // In a file, since one argument may hold 128 KiB at most: the graph of some 900 clips.
                arguments.addAll(List.of("-/filter_complex", GRAPH_FILE));
                arguments.addAll(List.of("-map", "0:v:0", "-c:v", "copy", "-map", "[sound]"));
                arguments.addAll(List.of("-c:a", "aac", "-b:a", exact.bitrateKbps() + "k", "-flags:a", "+bitexact"));
            }
        }
        arguments.addAll(List.of("-tag:v", plan.video().sampleEntry()));
        arguments.addAll(List.of("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"));
        long timescale = plan.timeBase().denominator();
        long movieTimescale = timescale * Math.ceilDiv(LEAST_MOVIE_TIMESCALE, timescale);
        arguments.addAll(List.of("-video_track_timescale", Long.toString(timescale)));
        arguments.addAll(List.of("-movie_timescale", Long.toString(movieTimescale)));
        arguments.addAll(List.of("-movflags", "+faststart", "-progress", "pipe:1", "-nostats"));
        arguments.addAll(List.of("-f", "mp4", "file:" + output));
        return arguments;
    }

    /**
     * The first input: the clips' pictures one after another. Left to itself, auto_convert would put parameter sets into the
     * packets, and without copyts ffmpeg would take the list's earliest packet for its start, which is the sound's priming
     * where an edit list hides it, and shift the pictures by that.
     */
    private static void addPictures(List<String> arguments, CompilePlan plan) {
        if (plan.clips().size() == 1) {
            addClip(arguments, plan.clips().get(0));
            return;
        }
        arguments.addAll(List.of("-protocol_whitelist", "file", "-format_whitelist", "concat,mov"));
        arguments.addAll(List.of("-f", "concat", "-auto_convert", "0", "-copyts", "-i", "file:" + LIST_FILE));
    }

    private static void addClip(List<String> arguments, PlannedClip clip) {
        arguments.addAll(List.of("-protocol_whitelist", "file", "-enable_drefs", "0", "-use_absolute_path", "0"));
        arguments.addAll(List.of("-f", "mov", "-i", "file:" + name(clip)));
    }

    /** Which of the plan's clips an input of {@link #join} is; empty for the list of their pictures. */
    static Optional<PlannedClip> clipOfInput(CompilePlan plan, int input) {
        return switch (plan.sound()) {
            case SoundPlan.None none -> Optional.empty();
            case SoundPlan.Copied copied -> Optional.empty();
            case SoundPlan.Exact exact ->
                input >= 1 && input <= plan.clips().size()
                        ? Optional.of(plan.clips().get(input - 1))
                        : Optional.empty();
        };
    }

    /** Fits each clip's sound to its pictures, to the sample, and joins the sounds; clip i is input i + 1. Empty if no sound is made. */
    static String soundGraph(CompilePlan plan) {
        return switch (plan.sound()) {
            case SoundPlan.None none -> "";
            case SoundPlan.Copied copied -> "";
            case SoundPlan.Exact exact -> soundGraph(plan, exact);
        };
    }

    private static String soundGraph(CompilePlan plan, SoundPlan.Exact exact) {
        StringBuilder graph = new StringBuilder();
        StringBuilder inputs = new StringBuilder();
        int index = 0;
        for (PlannedClip clip : plan.clips()) {
            graph.append(("[%d:a:0]aresample=%d:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=%s,"
                            + "apad=whole_len=%d,atrim=end_sample=%d,asetpts=N/SR/TB[s%d];")
                    .formatted(
                            index + 1,
                            exact.sampleRateHz(),
                            exact.channelLayout(),
                            clip.soundSamples(),
                            clip.soundSamples(),
                            index));
            inputs.append("[s%d]".formatted(index));
            index++;
        }
        // The concat filter tells each segment's end in microseconds and may drop a sample for it; counting anew undoes
        // that.
        return graph.append(inputs)
                .append("concat=n=%d:v=0:a=1,asettb=1/%d,asetpts=N[sound]"
                        .formatted(plan.clips().size(), exact.sampleRateHz()))
                .toString();
    }

    private static String name(PlannedClip clip) {
        return Objects.requireNonNull(clip.clip().file().getFileName()).toString();
    }

    private static long microseconds(Rational seconds) {
        return seconds.times(MICROSECONDS).round();
    }
}
