package dev.videocompilation.worker.binaries;

import dev.videocompilation.worker.settings.SettingsReader;
import java.nio.file.Path;

/**
 * Where ffmpeg is.
 *
 * @param home the directory that holds ffmpeg and ffprobe
 */
public record FfmpegSettings(Path home) {
    public static FfmpegSettings read(SettingsReader reader) {
        return new FfmpegSettings(
                Path.of(
                        reader.text(
                                "FFMPEG_HOME",
                                "/opt/ffmpeg",
                                "Folder that holds `ffmpeg` and `ffprobe`; the launcher sets it to the developer's build where it is unset.")));
    }
}
