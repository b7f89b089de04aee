package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What to join, and how.
 *
 * @param clips in order, at least one, all in one directory
 * @param output what to make of them
 * @param options what is wished beyond that
 */
public record JoinRequest(List<ClipFile> clips, OutputSpec output, CompileOptions options) {
    public JoinRequest {
        clips = List.copyOf(clips);
        Objects.requireNonNull(output);
        Objects.requireNonNull(options);
        if (clips.isEmpty()) {
            throw new IllegalArgumentException("nothing to join");
        }
    }

    /** The clips as they are, one after another, in an MP4. */
    public static JoinRequest of(List<ClipFile> clips) {
        return new JoinRequest(clips, OutputSpec.DEFAULT, CompileOptions.DEFAULT);
    }

    List<Path> files() {
        return clips.stream().map(ClipFile::file).toList();
    }
}
