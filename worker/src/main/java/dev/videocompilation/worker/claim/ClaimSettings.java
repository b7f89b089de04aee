package dev.videocompilation.worker.claim;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * How long a claim lasts.
 *
 * @param lease from each renewal, by the database's clock
 */
public record ClaimSettings(Duration lease) {
    public static ClaimSettings read(SettingsReader reader) {
        return new ClaimSettings(
                reader.duration(
                        "JOB_LEASE",
                        "90s",
                        "How long a claim lasts from its last renewal; shorter than `QUEUE_VISIBILITY`, longer than `HEARTBEAT_GIVE_UP`."));
    }
}
