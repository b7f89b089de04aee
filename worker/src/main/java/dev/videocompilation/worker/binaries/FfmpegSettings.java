package dev.videocompilation.worker.binaries;

import dev.videocompilation.worker.settings.SettingsReader;
import java.nio.file.Path;

/**
 * Where ffmpeg is and what it may use.
 *
 * @param home the directory that holds ffmpeg and ffprobe
 * @param limits of each of their processes
 */
public record FfmpegSettings(Path home, FfmpegLimits limits) {
    public static FfmpegSettings read(SettingsReader reader) {
        return new FfmpegSettings(
                Path.of(
                        reader.text(
                                "FFMPEG_HOME",
                                "/opt/ffmpeg",
                                "Folder that holds `ffmpeg`, `ffprobe` and, for the limits below, `limited`; the launcher sets it to the developer's build where it is unset.")),
                FfmpegLimits.read(reader));
    }
}
