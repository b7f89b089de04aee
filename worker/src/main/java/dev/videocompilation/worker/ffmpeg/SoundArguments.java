package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.binaries.LoudnessReading;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.Loudness;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.ProbedClip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The arguments of the ffmpeg that makes an output's sound. Each clip that has any is an input; nothing else is opened. */
final class SoundArguments {
    /** The name of the file with {@link #graph}: what is done to the sound, in ffmpeg's filter language. */
    static final String GRAPH_FILE = "sound.graph";

    /** What an encoder adds to peaks. */
    private static final int PEAK_MARGIN_DB = 1;

    private static final int LOUDNESS_RANGE = 11;

    private SoundArguments() {}

    /** @param output the output's file name in the same directory */
    static List<String> encode(CompilePlan plan, SoundPlan.Exact exact, String output) {
        List<String> arguments = inputs(plan);
        arguments.addAll(List.of("-c:a", "aac", "-b:a", exact.bitrateKbps() + "k", "-flags:a", "+bitexact"));
        CommonArguments.end(arguments, output);
        return arguments;
    }

    /** Makes the sound and no file of it: its graph measures. */
    static List<String> measure(CompilePlan plan) {
        List<String> arguments = inputs(plan);
        arguments.addAll(List.of("-f", "null", "-"));
        return arguments;
    }

    /** Decodes each clip's sound by itself and makes nothing of it. */
    static List<String> decode(CompilePlan plan) {
        List<String> arguments = clips(plan);
        for (int input = 0; input < sounding(plan).size(); input++) {
            arguments.addAll(List.of("-map", input + ":a:0"));
        }
        arguments.addAll(List.of("-f", "null", "-"));
        return arguments;
    }

    private static List<String> inputs(CompilePlan plan) {
        List<String> arguments = clips(plan);
        // In a file, since one argument may hold 128 KiB at most: the graph of some 900 clips.
        arguments.addAll(List.of("-/filter_complex", GRAPH_FILE, "-map", "[sound]"));
        return arguments;
    }

    private static List<String> clips(CompilePlan plan) {
        // Left to itself ffmpeg leaves out what does not decode and ends well, and the padding hides the hole.
        List<String> arguments = new ArrayList<>(CommonArguments.begin());
        for (PlannedClip clip : sounding(plan)) {
            CommonArguments.addClip(arguments, clip.clip());
        }
        return arguments;
    }

    /** The clips that have sound, in the order of the inputs. */
    private static List<PlannedClip> sounding(CompilePlan plan) {
        return plan.clips().stream()
                .filter(clip -> clip.clip().audio().isPresent())
                .toList();
    }

    /** Which of the plan's clips an input of {@link #encode} is. */
    static Optional<ProbedClip> clipOfInput(CompilePlan plan, int input) {
        List<PlannedClip> inputs = sounding(plan);
        return input >= 0 && input < inputs.size()
                ? Optional.of(inputs.get(input).clip())
                : Optional.empty();
    }

    /**
     * Fits each clip's sound to its pictures, to the sample, and joins the sounds; a clip without any gets silence. Where two clips are
     * shown together, the one fades out while the other fades in.
     */
    static String graph(CompilePlan plan, SoundPlan.Exact exact) {
        StringBuilder graph = new StringBuilder();
        List<String> parts = new ArrayList<>();
        int input = 0;
        for (int i = 0; i < plan.clips().size(); i++) {
            PlannedClip clip = plan.clips().get(i);
            String source = clip.clip().audio().isPresent()
                    ? "[%d:a:0]aresample=%d:async=1:first_pts=0".formatted(input++, exact.sampleRateHz())
                    : "anullsrc=sample_rate=%d:channel_layout=%s"
                            .formatted(exact.sampleRateHz(), exact.channelLayout());
            graph.append(("%s,aformat=sample_fmts=fltp:channel_layouts=%s,"
                            + "apad=whole_len=%d,atrim=end_sample=%d,asetpts=N/SR/TB[s%d];")
                    .formatted(source, exact.channelLayout(), clip.soundSamples(), clip.soundSamples(), i));
            split(graph, parts, plan, i);
        }
        // The concat filter tells each segment's end in microseconds and may drop a sample for it; counting anew undoes
        // that.
        return graph.append(String.join("", parts))
                .append("concat=n=%d:v=0:a=1,asettb=1/%d,asetpts=N".formatted(parts.size(), exact.sampleRateHz()))
                .append(whole(plan, exact))
                .append("[sound]")
                .toString();
    }

    /** Cuts a clip's sound where it overlaps its neighbours', and mixes it with the end of the one before. */
    private static void split(StringBuilder graph, List<String> parts, CompilePlan plan, int i) {
        PlannedClip clip = plan.clips().get(i);
        long before = i == 0 ? 0 : plan.clips().get(i - 1).soundEndSamples() - clip.soundStartSamples();
        long after = i + 1 == plan.clips().size()
                ? 0
                : clip.soundEndSamples() - plan.clips().get(i + 1).soundStartSamples();
        if (before == 0 && after == 0) {
            parts.add("[s%d]".formatted(i));
            return;
        }
        boolean alone = before + after < clip.soundSamples();
        int copies = (before > 0 ? 1 : 0) + (alone ? 1 : 0) + (after > 0 ? 1 : 0);
        graph.append("[s%d]asplit=%d%s%s%s;"
                .formatted(
                        i,
                        copies,
                        before > 0 ? "[s%da]".formatted(i) : "",
                        alone ? "[s%db]".formatted(i) : "",
                        after > 0 ? "[s%dc]".formatted(i) : ""));
        if (before > 0) {
            graph.append(
                    "[s%da]atrim=end_sample=%d,afade=t=in:ss=0:ns=%d:curve=tri[in%d];".formatted(i, before, before, i));
            graph.append("[out%d][in%d]amix=inputs=2:normalize=0:duration=longest,atrim=end_sample=%d[mix%d];"
                    .formatted(i - 1, i, before, i));
            parts.add("[mix%d]".formatted(i));
        }
        if (alone) {
            graph.append("[s%db]atrim=start_sample=%d:end_sample=%d,asetpts=N/SR/TB[alone%d];"
                    .formatted(i, before, clip.soundSamples() - after, i));
            parts.add("[alone%d]".formatted(i));
        }
        if (after > 0) {
            graph.append("[s%dc]atrim=start_sample=%d,asetpts=N/SR/TB,afade=t=out:ss=0:ns=%d:curve=tri[out%d];"
                    .formatted(i, clip.soundSamples() - after, after, i));
        }
    }

    /** The graph of {@link #measure}. */
    static String measuringGraph(CompilePlan plan, SoundPlan.Exact exact) {
        String graph = graph(plan, exact);
        return graph.substring(0, graph.length() - "[sound]".length()) + "," + LoudnessReading.FILTERS + "[sound]";
    }

    /** What is done to all of the sound together, once it is joined; nothing, or filters with a comma ahead of each. */
    private static String whole(CompilePlan plan, SoundPlan.Exact exact) {
        if (!(exact.loudness() instanceof Loudness.Brought brought)) {
            return "";
        }
        return switch (brought.means()) {
            case GAIN -> String.format(Locale.ROOT, ",volume=volume=%.3fdB", brought.gainDb());
            case COMPRESSION ->
                // It makes 192 kHz of any sound.
                String.format(
                        Locale.ROOT,
                        ",loudnorm=I=%.1f:TP=%.1f:LRA=%d:linear=false,volume=volume=%.3fdB,aresample=%d,"
                                + "apad=whole_len=%d,atrim=end_sample=%d,asettb=1/%d,asetpts=N",
                        Loudness.TARGET_LUFS,
                        Loudness.MOST_TRUE_PEAK_DB - PEAK_MARGIN_DB,
                        LOUDNESS_RANGE,
                        brought.trimDb(),
                        exact.sampleRateHz(),
                        plan.soundSamples(),
                        plan.soundSamples(),
                        exact.sampleRateHz());
        };
    }

    /** The filters that {@link #graph} needs for the sound's loudness. */
    static List<String> loudnessFilters() {
        return List.of("ebur128", "ametadata", "volume", "loudnorm");
    }
}
