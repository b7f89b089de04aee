package dev.videocompilation.worker.queue;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * How the worker uses its queue.
 *
 * @param queueUrl the queue
 * @param deadLetterQueueUrl for malformed messages and those of parked jobs; empty: the one that the queue's redrive policy names
 * @param receiveVisibility how long a message stays hidden from its receive until its job is about to be claimed; at most the next
 * @param visibility what is set before the claim, and by each beat
 * @param longPoll how long a receive waits
 * @param busyHideCap the longest time for which the message of a job that another worker holds is hidden
 * @param slots how jobs share this worker
 * @param heartbeat how a job is kept
 */
public record QueueSettings(
        String queueUrl,
        String deadLetterQueueUrl,
        Duration receiveVisibility,
        Duration visibility,
        Duration longPoll,
        Duration busyHideCap,
        SlotSettings slots,
        HeartbeatSettings heartbeat) {
    public static QueueSettings read(SettingsReader reader) {
        String queueUrl = reader.required("QUEUE_URL", "Address of the SQS queue of compile jobs.");
        String deadLetterQueueUrl = reader.text(
                "DEAD_LETTER_QUEUE_URL",
                "",
                "Address of the dead-letter queue for malformed messages and parked jobs; empty: the one in the queue's redrive policy.");
        Duration received = reader.duration(
                "QUEUE_RECEIVE_VISIBILITY",
                "25s",
                Duration.ofSeconds(1),
                "How long a received message stays hidden whose job was not claimed yet; at most QUEUE_VISIBILITY. A message that was lost on its way to a worker, or whose worker died before the claim, is visible again so soon.");
        Duration visibility = reader.duration(
                "QUEUE_VISIBILITY",
                "120s",
                Duration.ofSeconds(1),
                "How long the message of a job that is claimed stays hidden; every heartbeat sets it anew.");
        return new QueueSettings(
                queueUrl,
                deadLetterQueueUrl,
                received.compareTo(visibility) < 0 ? received : visibility,
                visibility,
                reader.duration(
                        "QUEUE_LONG_POLL",
                        "20s",
                        Duration.ofSeconds(1),
                        "How long a receive waits for a message; at most 20s."),
                reader.duration(
                        "BUSY_HIDE_CAP",
                        "1h",
                        "Longest time for which a message is hidden whose job another worker holds; doubles up to it with each receive."),
                SlotSettings.read(reader),
                HeartbeatSettings.read(reader));
    }

    /** What must hold between these settings and the lease. */
    public void check(SettingsReader reader, Duration lease) {
        reader.require(
                visibility.compareTo(lease) > 0,
                "QUEUE_VISIBILITY must be longer than JOB_LEASE (" + lease.toSeconds() + "s)");
        reader.require(heartbeat.giveUp().compareTo(lease) < 0, "HEARTBEAT_GIVE_UP must be shorter than JOB_LEASE");
        reader.require(
                heartbeat.interval().compareTo(heartbeat.giveUp()) < 0,
                "HEARTBEAT_INTERVAL must be shorter than HEARTBEAT_GIVE_UP");
        reader.require(longPoll.compareTo(Duration.ofSeconds(20)) <= 0, "QUEUE_LONG_POLL must be at most 20s");
        reader.require(
                visibility.compareTo(Duration.ofHours(12)) <= 0,
                "QUEUE_VISIBILITY must be at most 12h, SQS's own limit");
    }
}
