package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.probe.ProbedClip;
import java.util.List;
import java.util.Objects;

/** What every ffmpeg gets that makes a part of an output. */
final class CommonArguments {
    private CommonArguments() {}

    /** The first arguments: any error is fatal. */
    static List<String> begin() {
        return List.of("-nostdin", "-hide_banner", "-v", "error", "-y", "-xerror");
    }

    /** A clip as the next input, under its forced demuxer. */
    static void addClip(List<String> arguments, ProbedClip clip) {
        arguments.addAll(List.of("-err_detect", "explode"));
        arguments.addAll(clip.container().inputArguments());
        arguments.addAll(
                List.of("-i", "file:" + Objects.requireNonNull(clip.file().getFileName())));
    }

    /** The last arguments: an mp4 file that holds nothing but its streams. */
    static void end(List<String> arguments, String output) {
        arguments.addAll(List.of("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"));
        arguments.addAll(List.of("-progress", "pipe:1", "-nostats", "-f", "mp4", "file:" + output));
    }
}
