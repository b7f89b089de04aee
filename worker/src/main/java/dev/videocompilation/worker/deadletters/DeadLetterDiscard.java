package dev.videocompilation.worker.deadletters;

import dev.videocompilation.worker.operator.ActionRate;
import dev.videocompilation.worker.operator.Actor;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Deletes one dead letter for good. Its record is committed first; its job's row stays as it is. */
public final class DeadLetterDiscard {
    private final SqsClient sqs;
    private final String deadLetterQueueUrl;
    private final ActionLog log;
    private final ActionRate rate;

    public DeadLetterDiscard(SqsClient sqs, String deadLetterQueueUrl, ActionLog log, ActionRate rate) {
        this.sqs = Objects.requireNonNull(sqs);
        this.deadLetterQueueUrl = Objects.requireNonNull(deadLetterQueueUrl);
        this.log = Objects.requireNonNull(log);
        this.rate = Objects.requireNonNull(rate);
    }

    /**
     * Discards one message.
     *
     * @param held what the message was read with
     * @return what SQS said where it did not delete the message; empty where it did
     */
    public Optional<String> discard(HeldDeadLetters held, DeadLetter letter, Actor actor) {
        rate.await();
        long id = ActionLog.begin(log.database(), "discard", actor, letter, Optional.empty());
        try {
            sqs.deleteMessage(request -> request.queueUrl(deadLetterQueueUrl)
                    .receiptHandle(letter.message().receiptHandle()));
        } catch (SdkException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        held.taken(letter);
        log.done(id, Optional.empty());
        return Optional.empty();
    }
}
