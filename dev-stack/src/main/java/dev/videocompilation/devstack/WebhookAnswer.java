package dev.videocompilation.devstack;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;

/**
 * What a {@link WebhookReceiver} answers to one request.
 *
 * @param status the HTTP status
 * @param delay how long it waits before it answers; the delivery is recorded before
 * @param headers headers of the answer, such as {@code Retry-After} or {@code Location}
 */
public record WebhookAnswer(int status, Duration delay, Map<String, String> headers) {

    public WebhookAnswer {
        requireNonNull(delay, "delay");
        headers = Map.copyOf(headers);
    }

    /** An answer at once, without headers. */
    public static WebhookAnswer status(int status) {
        return new WebhookAnswer(status, Duration.ZERO, Map.of());
    }

    public WebhookAnswer after(Duration wait) {
        return new WebhookAnswer(status, wait, headers);
    }

    public WebhookAnswer with(Map<String, String> answered) {
        return new WebhookAnswer(status, delay, answered);
    }
}
