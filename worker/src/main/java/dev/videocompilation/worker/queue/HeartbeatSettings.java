package dev.videocompilation.worker.queue;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * How a job's message is kept hidden and its lease alive.
 *
 * @param interval between two beats
 * @param retry between two tries of a failed beat
 * @param giveUp without a renewed lease after which a job is stopped
 */
public record HeartbeatSettings(Duration interval, Duration retry, Duration giveUp) {
    private static final Duration LEAST_CALL_TIMEOUT = Duration.ofSeconds(1);

    static HeartbeatSettings read(SettingsReader reader) {
        return new HeartbeatSettings(
                reader.duration("HEARTBEAT_INTERVAL", "40s", "Between two heartbeats of a job's message and lease."),
                reader.duration(
                        "HEARTBEAT_RETRY",
                        "5s",
                        "Between two tries of a heartbeat that failed, and the longest wait for the queue's answer to a delete or a change of visibility."),
                reader.duration(
                        "HEARTBEAT_GIVE_UP",
                        "80s",
                        "Time without a renewed lease after which a job is stopped, before another worker may take it."));
    }

    /** How long a call to the queue may take that is no receive: one that hangs must hold up neither the lease nor the next job. */
    Duration callTimeout() {
        return retry.compareTo(LEAST_CALL_TIMEOUT) < 0 ? LEAST_CALL_TIMEOUT : retry;
    }
}
