package dev.videocompilation.worker.webhook;

import java.util.Objects;

/**
 * A webhook to deliver.
 *
 * @param webhookId the Standard Webhooks id, the same for every attempt
 * @param targetUrl where to
 * @param payload the exact body
 */
public record OutgoingWebhook(String webhookId, String targetUrl, String payload) {
    public OutgoingWebhook {
        Objects.requireNonNull(webhookId);
        Objects.requireNonNull(targetUrl);
        Objects.requireNonNull(payload);
    }
}
