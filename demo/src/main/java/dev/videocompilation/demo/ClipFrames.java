package dev.videocompilation.demo;

import java.util.List;
import java.util.Objects;

/**
 * A clip's decoded frames.
 *
 * @param name the clip's file name
 * @param copied whether its pictures went into the video as they are
 * @param hashes the MD5 of each frame, in order
 */
record ClipFrames(String name, boolean copied, List<String> hashes) {
    ClipFrames {
        Objects.requireNonNull(name);
        hashes = List.copyOf(hashes);
    }
}
