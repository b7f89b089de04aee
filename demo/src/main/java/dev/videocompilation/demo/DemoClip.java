package dev.videocompilation.demo;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A clip of the demo's script.
 *
 * @param videoId its row in {@code section_videos}
 * @param file the file that was uploaded
 */
record DemoClip(int videoId, Path file) {
    DemoClip {
        Objects.requireNonNull(file);
    }

    String name() {
        return String.valueOf(file.getFileName());
    }
}
