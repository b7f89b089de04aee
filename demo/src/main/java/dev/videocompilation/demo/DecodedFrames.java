package dev.videocompilation.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Decodes a file's picture and takes the MD5 of every frame. */
final class DecodedFrames {
    private final DemoFfmpeg ffmpeg;

    DecodedFrames(DemoFfmpeg ffmpeg) {
        this.ffmpeg = Objects.requireNonNull(ffmpeg);
    }

    /** The frames' MD5s in the order in which they are shown. */
    List<String> of(Path file) {
        List<String> hashes = new ArrayList<>();
        ffmpeg.run(
                "decode " + file.getFileName(),
                List.of(
                        "-i",
                        file.toAbsolutePath().toString(),
                        "-map",
                        "0:V:0",
                        "-fps_mode",
                        "passthrough",
                        "-f",
                        "framemd5",
                        "-"),
                line -> {
                    if (!line.startsWith("#")) {
                        hashes.add(line.substring(line.lastIndexOf(',') + 1).strip());
                    }
                });
        return List.copyOf(hashes);
    }
}
