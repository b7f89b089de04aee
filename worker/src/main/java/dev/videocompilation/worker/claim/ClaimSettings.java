package dev.videocompilation.worker.claim;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * How long a claim lasts, and how often it may end in a crash.
 *
 * @param lease from each renewal, by the database's clock
 * @param crashesAlone of a job alone in its worker that set it aside: any one of them may have come from outside
 */
public record ClaimSettings(Duration lease, int crashesAlone) {
    public static ClaimSettings read(SettingsReader reader) {
        return new ClaimSettings(
                reader.duration(
                        "JOB_LEASE",
                        "90s",
                        "How long a claim lasts from its last renewal; shorter than `QUEUE_VISIBILITY`, longer than `HEARTBEAT_GIVE_UP`."),
                reader.number(
                        "CRASHES_ALONE",
                        3,
                        1,
                        100,
                        "Crashes of a worker with a job alone in it after which the job is set aside as `dead`."));
    }
}
