package dev.videocompilation.worker.ledger;

import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;

import dev.videocompilation.contract.event.WebhookEvent;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.job.JobTransition;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Puts a job's event beside its outcome, in the same transaction; delivery is another's matter. */
final class Outbox {
    private Outbox() {}

    /** Adds the event where the job names an address to send it to. */
    static void add(DSLContext transaction, JobTransition transition, Claim claim, WebhookEvent event) {
        add(transaction, transition, claim.jobId(), claim.job().webhookUrl().map(URI::toString), event);
    }

    /**
     * Adds the event where there is an address to send it to. A job that an operator has reset and that fails again is not announced
     * again: the receiver knows, and an event has one id.
     *
     * @throws IllegalArgumentException if the event is not the transition's
     */
    static void add(
            DSLContext transaction,
            JobTransition transition,
            JobId jobId,
            Optional<String> webhookUrl,
            WebhookEvent event) {
        if (!transition.event().equals(Optional.of(event.type()))) {
            throw new IllegalArgumentException("%s does not come with %s".formatted(transition, event.type()));
        }
        webhookUrl.ifPresent(url -> transaction
                .insertInto(WEBHOOK_OUTBOX)
                .set(
                        WEBHOOK_OUTBOX.WEBHOOK_ID,
                        "msg_" + UUID.randomUUID().toString().replace("-", ""))
                .set(WEBHOOK_OUTBOX.JOB_ID, jobId.value())
                .set(WEBHOOK_OUTBOX.EVENT_TYPE, event.type())
                .set(WEBHOOK_OUTBOX.TARGET_URL, url)
                .set(WEBHOOK_OUTBOX.PAYLOAD, WebhookEventJson.write(event))
                .onConflict(WEBHOOK_OUTBOX.JOB_ID, WEBHOOK_OUTBOX.EVENT_TYPE)
                .doNothing()
                .execute());
    }
}
