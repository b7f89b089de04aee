package dev.videocompilation.worker.webhook;

import java.time.Instant;
import java.util.Objects;

/**
 * A due webhook that this worker alone may attempt until its lease passes.
 *
 * @param webhook what to send
 * @param host of its target, in lower case; empty where the address names none
 * @param jobId the job whose end it tells of
 * @param replay how often an operator has replayed it
 * @param attempts how many have been recorded so far, since it was replayed
 * @param leaseUntil by the database's clock; the row holds the same value for as long as the claim stands
 */
record ClaimedWebhook(
        OutgoingWebhook webhook, String host, String jobId, int replay, int attempts, Instant leaseUntil) {
    ClaimedWebhook {
        Objects.requireNonNull(webhook);
        Objects.requireNonNull(host);
        Objects.requireNonNull(jobId);
        Objects.requireNonNull(leaseUntil);
    }
}
