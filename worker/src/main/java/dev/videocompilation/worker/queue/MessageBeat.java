package dev.videocompilation.worker.queue;

import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.claim.LeaseRenewal;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;

/** The beat of one claimed job and the message that brought it. */
final class MessageBeat implements Heartbeat.Beat {
    private static final Logger LOG = LoggerFactory.getLogger(MessageBeat.class);

    private final SqsClient sqs;
    private final QueueSettings settings;
    private final VisibilityLimit limit;
    private final JobClaims claims;
    private final ReceivedMessage message;
    private final Claim claim;
    private boolean handleIsValid = true;

    MessageBeat(
            SqsClient sqs,
            QueueSettings settings,
            VisibilityLimit limit,
            JobClaims claims,
            ReceivedMessage message,
            Claim claim) {
        this.sqs = Objects.requireNonNull(sqs);
        this.settings = Objects.requireNonNull(settings);
        this.limit = Objects.requireNonNull(limit);
        this.claims = Objects.requireNonNull(claims);
        this.message = Objects.requireNonNull(message);
        this.claim = Objects.requireNonNull(claim);
    }

    @Override
    public LeaseRenewal renewLease() {
        return claims.renew(claim);
    }

    @Override
    public void hideMessage() {
        int seconds = limit.seconds(message, settings.visibility());
        if (!handleIsValid || seconds == 0) {
            return;
        }
        try {
            sqs.changeMessageVisibility(request -> request.queueUrl(settings.queueUrl())
                    .receiptHandle(message.receiptHandle())
                    .visibilityTimeout(seconds)
                    // A queue that hangs must not keep the lease from being renewed.
                    .overrideConfiguration(
                            call -> call.apiCallTimeout(settings.heartbeat().callTimeout())));
        } catch (ReceiptHandleIsInvalidException | MessageNotInflightException e) {
            // Its visibility has ended: whoever receives it next finds the job busy. The lease is what counts.
            handleIsValid = false;
            LOG.warn("the message can no longer be kept hidden ({}); the job goes on", e.getMessage());
        }
    }
}
