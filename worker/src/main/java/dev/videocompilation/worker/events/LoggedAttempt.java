package dev.videocompilation.worker.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An attempt as the log has it.
 *
 * @param replay of which replay; 0: before any
 * @param attempt from 1, anew with each replay
 * @param endedAt when it ended
 * @param took from its beginning to its end
 * @param outcome in a word
 * @param answer what the other side did
 * @param nextAttemptAt when it is tried again
 * @param worker who made it
 */
public record LoggedAttempt(
        int replay,
        int attempt,
        Instant endedAt,
        Duration took,
        String outcome,
        Answer answer,
        Optional<Instant> nextAttemptAt,
        String worker) {
    public LoggedAttempt {
        Objects.requireNonNull(endedAt);
        Objects.requireNonNull(took);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(answer);
        Objects.requireNonNull(nextAttemptAt);
        Objects.requireNonNull(worker);
    }

    /**
     * What the other side did.
     *
     * @param address and port that were connected to; empty where no connection stood
     * @param status HTTP's; empty where no answer came
     * @param reason why the attempt failed
     */
    public record Answer(Optional<String> address, Optional<Integer> status, Optional<String> reason) {
        public Answer {
            Objects.requireNonNull(address);
            Objects.requireNonNull(status);
            Objects.requireNonNull(reason);
        }
    }
}
