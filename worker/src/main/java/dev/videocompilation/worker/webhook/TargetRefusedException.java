package dev.videocompilation.worker.webhook;

import java.net.UnknownHostException;

/** A host resolved to an address that the policy refuses; of this type because a resolver may throw no other. */
final class TargetRefusedException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    TargetRefusedException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
