package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * Limits of joining.
 *
 * @param deadline for the ffmpeg that makes one output
 */
public record JoinSettings(Duration deadline) {
    public static JoinSettings read(SettingsReader reader) {
        return new JoinSettings(
                reader.duration("JOIN_DEADLINE", "30m", "How long ffmpeg may take to make one output."));
    }
}
