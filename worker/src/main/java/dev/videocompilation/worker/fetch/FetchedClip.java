package dev.videocompilation.worker.fetch;

import dev.videocompilation.worker.job.ClipObject;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A clip whose bytes are here, whole.
 *
 * @param object the object that they are
 * @param file where they lie; no other clip of the job has this name
 */
public record FetchedClip(ClipObject object, Path file) {
    public FetchedClip {
        Objects.requireNonNull(object);
        Objects.requireNonNull(file);
    }
}
