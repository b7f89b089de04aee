package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * Limits of the proof.
 *
 * @param deadline for one ffmpeg of the proof
 */
public record VerifySettings(Duration deadline) {
    public static VerifySettings read(SettingsReader reader) {
        return new VerifySettings(reader.duration(
                "VERIFY_DEADLINE",
                "2m",
                "How long one ffmpeg of the proof may take: around one join, or over the sound."));
    }
}
