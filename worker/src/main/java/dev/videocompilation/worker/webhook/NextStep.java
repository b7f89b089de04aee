package dev.videocompilation.worker.webhook;

import java.time.Duration;
import java.util.Objects;

/** What becomes of a webhook after an attempt. */
sealed interface NextStep {
    /** The receiver has it. */
    record Finish() implements NextStep {}

    /** It is tried again after a delay. */
    record Retry(Duration delay) implements NextStep {
        public Retry {
            Objects.requireNonNull(delay);
        }
    }

    /** The receiver wants it no more. */
    record Disable() implements NextStep {}

    /** Every attempt of the schedule has been made; an operator can replay it. */
    record GiveUp() implements NextStep {}
}
