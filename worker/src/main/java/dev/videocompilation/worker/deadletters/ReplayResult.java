package dev.videocompilation.worker.deadletters;

import java.util.Objects;

/** What replaying one message came to. */
public sealed interface ReplayResult {
    /**
     * It is on the source queue and no more on the dead-letter queue.
     *
     * @param newMessageId its id there
     * @param effect what comes of it
     */
    record Replayed(String newMessageId, ReplayEffect effect) implements ReplayResult {
        public Replayed {
            Objects.requireNonNull(newMessageId);
            Objects.requireNonNull(effect);
        }
    }

    /**
     * It is on both queues: sent, but not deleted. The job id makes a second replay harmless.
     *
     * @param newMessageId its id on the source queue
     * @param why what SQS said
     */
    record OnBothQueues(String newMessageId, String why) implements ReplayResult {
        public OnBothQueues {
            Objects.requireNonNull(newMessageId);
            Objects.requireNonNull(why);
        }
    }

    /**
     * It is on the dead-letter queue as before.
     *
     * @param why what SQS said
     * @param jobReset whether its job was queued anew all the same; the next replay, or the sweeper, sends its message
     */
    record NotSent(String why, boolean jobReset) implements ReplayResult {
        public NotSent {
            Objects.requireNonNull(why);
        }
    }
}
