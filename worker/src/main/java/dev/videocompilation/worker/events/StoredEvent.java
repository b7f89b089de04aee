package dev.videocompilation.worker.events;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An event in the outbox, without its payload.
 *
 * @param webhookId the Standard Webhooks id
 * @param job whose end it tells of
 * @param eventType such as {@code video.compiled}
 * @param targetUrl where it goes
 * @param createdAt when its job ended
 * @param delivery how its delivery stands
 */
public record StoredEvent(
        String webhookId, Job job, String eventType, String targetUrl, Instant createdAt, Delivery delivery) {
    public StoredEvent {
        Objects.requireNonNull(webhookId);
        Objects.requireNonNull(job);
        Objects.requireNonNull(eventType);
        Objects.requireNonNull(targetUrl);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(delivery);
    }

    /**
     * An event's job.
     *
     * @param id its id
     * @param state how it has ended
     * @param scriptId its script
     */
    public record Job(String id, String state, int scriptId) {
        public Job {
            Objects.requireNonNull(id);
            Objects.requireNonNull(state);
        }
    }

    /**
     * How an event's delivery stands.
     *
     * @param state where
     * @param attempts since it was written, or since its last replay
     * @param replays how often an operator has replayed it
     * @param nextAttemptAt while it is pending
     * @param lastAttemptAt when the last attempt ended
     * @param lastStatus what the receiver answered to it
     * @param lastError why it failed
     * @param attemptSoon whether it is pending and either due within the time that a worker may be at it, or being attempted
     */
    public record Delivery(
            EventState state,
            int attempts,
            int replays,
            Optional<Instant> nextAttemptAt,
            Optional<Instant> lastAttemptAt,
            Optional<Integer> lastStatus,
            Optional<String> lastError,
            boolean attemptSoon) {
        public Delivery {
            Objects.requireNonNull(state);
            Objects.requireNonNull(nextAttemptAt);
            Objects.requireNonNull(lastAttemptAt);
            Objects.requireNonNull(lastStatus);
            Objects.requireNonNull(lastError);
        }
    }
}
