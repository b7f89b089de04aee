package dev.videocompilation.worker.queue;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * How the worker uses its queue.
 *
 * @param queueUrl the queue
 * @param deadLetterQueueUrl for malformed messages and those of parked jobs; empty: the one that the queue's redrive policy names
 * @param slots jobs at a time
 * @param visibility what each beat sets
 * @param longPoll how long a receive waits
 * @param heartbeat between two beats
 * @param heartbeatRetry between two tries of a failed beat
 * @param giveUp without a renewed lease after which a job is stopped
 * @param solitude how long a job that must run alone waits for the others to end
 * @param drain how long running jobs may go on after SIGTERM
 */
public record QueueSettings(
        String queueUrl,
        String deadLetterQueueUrl,
        int slots,
        Duration visibility,
        Duration longPoll,
        Duration heartbeat,
        Duration heartbeatRetry,
        Duration giveUp,
        Duration solitude,
        Duration drain) {
    public static QueueSettings read(SettingsReader reader) {
        return new QueueSettings(
                reader.required("QUEUE_URL", "Address of the SQS queue of compile jobs."),
                reader.text(
                        "DEAD_LETTER_QUEUE_URL",
                        "",
                        "Address of the dead-letter queue for malformed messages and parked jobs; empty: the one in the queue's redrive policy."),
                reader.number("JOB_SLOTS", 2, 1, 64, "Jobs at a time in this worker."),
                reader.duration(
                        "QUEUE_VISIBILITY",
                        "120s",
                        Duration.ofSeconds(1),
                        "How long a received message stays hidden; every heartbeat sets it anew."),
                reader.duration(
                        "QUEUE_LONG_POLL",
                        "20s",
                        Duration.ofSeconds(1),
                        "How long a receive waits for a message; at most 20s."),
                reader.duration("HEARTBEAT_INTERVAL", "40s", "Between two heartbeats of a job's message and lease."),
                reader.duration("HEARTBEAT_RETRY", "5s", "Between two tries of a heartbeat that failed."),
                reader.duration(
                        "HEARTBEAT_GIVE_UP",
                        "80s",
                        "Time without a renewed lease after which a job is stopped, before another worker may take it."),
                reader.duration(
                        "SOLITUDE_WAIT",
                        "10m",
                        "How long a job that must run alone, since its worker has crashed before or no room was found for it, waits for the others in this worker to end, before it is left to another."),
                reader.duration(
                        "DRAIN_TIMEOUT",
                        "80s",
                        "How long jobs may go on after SIGTERM before they are handed back; below the platform's stop timeout."));
    }

    /** What must hold between these settings and the lease. */
    public void check(SettingsReader reader, Duration lease) {
        reader.require(
                visibility.compareTo(lease) > 0,
                "QUEUE_VISIBILITY must be longer than JOB_LEASE (" + lease.toSeconds() + "s)");
        reader.require(giveUp.compareTo(lease) < 0, "HEARTBEAT_GIVE_UP must be shorter than JOB_LEASE");
        reader.require(heartbeat.compareTo(giveUp) < 0, "HEARTBEAT_INTERVAL must be shorter than HEARTBEAT_GIVE_UP");
        reader.require(longPoll.compareTo(Duration.ofSeconds(20)) <= 0, "QUEUE_LONG_POLL must be at most 20s");
        reader.require(
                visibility.compareTo(Duration.ofHours(12)) <= 0,
                "QUEUE_VISIBILITY must be at most 12h, SQS's own limit");
    }
}
