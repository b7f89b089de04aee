package dev.videocompilation.worker.queue;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * How jobs share a worker.
 *
 * @param count jobs at a time
 * @param solitude how long a job that must run alone waits for the others to end
 * @param drain how long running jobs may go on after SIGTERM
 */
public record SlotSettings(int count, Duration solitude, Duration drain) {
    static SlotSettings read(SettingsReader reader) {
        return new SlotSettings(
                reader.number("JOB_SLOTS", 2, 1, 64, "Jobs at a time in this worker."),
                reader.duration(
                        "SOLITUDE_WAIT",
                        "10m",
                        "How long a job that must run alone, since its worker has crashed before or no room was found for it, waits for the others in this worker to end, before it is left to another."),
                reader.duration(
                        "DRAIN_TIMEOUT",
                        "80s",
                        "How long jobs may go on after SIGTERM before they are handed back; below the platform's stop timeout."));
    }
}
