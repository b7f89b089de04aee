package dev.videocompilation.devstack;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One delivery as it arrived.
 *
 * @param id the header {@code webhook-id}; empty where it is missing
 * @param timestamp the header {@code webhook-timestamp}, to the second; the epoch where it is missing or no number
 * @param body the body as it was sent
 * @param signatureValid whether one of the signatures fits secret, id, timestamp and body, and the timestamp is within
 *     five minutes of now
 * @param path the path and query of the request
 */
public record ReceivedWebhook(String id, Instant timestamp, String body, boolean signatureValid, String path) {

    public ReceivedWebhook {
        requireNonNull(id, "id");
        requireNonNull(timestamp, "timestamp");
        requireNonNull(body, "body");
        requireNonNull(path, "path");
    }
}
