package dev.videocompilation.worker.webhook;

import java.util.Objects;

/** Whether a webhook may be sent to an address. */
public sealed interface TargetCheck {
    /** Every address of the host is public now; the connection checks again. */
    record Allowed() implements TargetCheck {}

    /** The address must not be used; {@code reason} is a clause about "the webhook address" that names no inner address. */
    record Refused(String reason) implements TargetCheck {
        public Refused {
            Objects.requireNonNull(reason);
        }
    }

    /** The host has no address, or the resolver did not answer. */
    record Unresolved(String host) implements TargetCheck {
        public Unresolved {
            Objects.requireNonNull(host);
        }
    }
}
