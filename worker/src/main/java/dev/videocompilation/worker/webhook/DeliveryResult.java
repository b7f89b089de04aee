package dev.videocompilation.worker.webhook;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How one attempt to deliver a webhook ended. */
public sealed interface DeliveryResult {
    /** The receiver took it: a status from 200 to 299. */
    record Delivered(int status) implements DeliveryResult {}

    /**
     * The receiver did not take it, or was not reached.
     *
     * @param status what it answered, empty where no answer came
     * @param reason one clause for an operator
     * @param retryAfter how long it asked to be left alone
     */
    record Failed(Optional<Integer> status, String reason, Optional<Duration> retryAfter) implements DeliveryResult {
        public Failed {
            Objects.requireNonNull(status);
            Objects.requireNonNull(reason);
            Objects.requireNonNull(retryAfter);
        }

        /** A failure without an answer. */
        static Failed because(String reason) {
            return new Failed(Optional.empty(), reason, Optional.empty());
        }
    }

    /** The receiver wants no more of it: status 410. */
    record Gone() implements DeliveryResult {}

    /** Nothing was sent: {@link TargetAddressPolicy} refuses the address. */
    record Refused(String reason) implements DeliveryResult {
        public Refused {
            Objects.requireNonNull(reason);
        }
    }
}
