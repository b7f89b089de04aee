package dev.videocompilation.worker.ledger;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * How a transient failure is retried.
 *
 * @param base the longest wait after the first failure
 * @param cap the longest wait at all
 * @param attempts how many attempts may fail before the job does
 */
public record RetrySettings(Duration base, Duration cap, int attempts) {
    public static RetrySettings read(SettingsReader reader) {
        return new RetrySettings(
                reader.duration(
                        "RETRY_BASE", "5s", "Longest wait after a job's first transient failure; doubles with each."),
                reader.duration("RETRY_CAP", "15m", "Longest wait between two attempts at a job."),
                reader.number(
                        "RETRY_ATTEMPTS",
                        8,
                        1,
                        100,
                        "Transient failures after which a job fails with `RETRIES_EXHAUSTED`."));
    }
}
