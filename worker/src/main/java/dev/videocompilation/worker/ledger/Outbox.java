package dev.videocompilation.worker.ledger;

import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;

import dev.videocompilation.contract.event.WebhookEvent;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.worker.claim.Claim;
import java.util.UUID;
import org.jooq.DSLContext;

/** Puts a job's event beside its outcome, in the same transaction; delivery is another's matter. */
final class Outbox {
    private Outbox() {}

    /** Adds the event where the job names an address to send it to. */
    static void add(DSLContext transaction, Claim claim, WebhookEvent event) {
        claim.job()
                .webhookUrl()
                .ifPresent(url -> transaction
                        .insertInto(WEBHOOK_OUTBOX)
                        .set(
                                WEBHOOK_OUTBOX.WEBHOOK_ID,
                                "msg_" + UUID.randomUUID().toString().replace("-", ""))
                        .set(WEBHOOK_OUTBOX.JOB_ID, claim.jobId().value())
                        .set(WEBHOOK_OUTBOX.EVENT_TYPE, event.type())
                        .set(WEBHOOK_OUTBOX.TARGET_URL, url.toString())
                        .set(WEBHOOK_OUTBOX.PAYLOAD, WebhookEventJson.write(event))
                        .execute());
    }
}
