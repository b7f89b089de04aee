package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * Limits of the proof.
 *
 * @param deadline for decoding around one join
 */
public record VerifySettings(Duration deadline) {
    public static VerifySettings read(SettingsReader reader) {
        return new VerifySettings(reader.duration(
                "VERIFY_DEADLINE", "2m", "How long decoding around one join may take during the proof."));
    }
}
