package dev.videocompilation.worker.webhook;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * One attempt to deliver a webhook.
 *
 * @param result how it ended
 * @param connectedTo the address that was connected to, empty where no connection stood
 */
public record DeliveryAttempt(DeliveryResult result, Optional<InetSocketAddress> connectedTo) {
    public DeliveryAttempt {
        Objects.requireNonNull(result);
        Objects.requireNonNull(connectedTo);
    }

    /** An attempt that ended before there was a connection. */
    static DeliveryAttempt unconnected(DeliveryResult result) {
        return new DeliveryAttempt(result, Optional.empty());
    }
}
