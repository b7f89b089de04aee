package dev.videocompilation.worker.queue;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Does to a message what its outcome asks: deletes it, hides it for a time, or moves it to the dead-letter queue. A failed
 * acknowledgement is logged and no more: the message comes back when its visibility ends, and the job's row says what to do.
 */
final class MessageAcknowledger {
    private static final Logger LOG = LoggerFactory.getLogger(MessageAcknowledger.class);
    private static final int MOST_ATTRIBUTE_CHARACTERS = 1_000;

    private final SqsClient sqs;
    private final String queueUrl;
    private final DeadLetterQueue deadLetters;
    private final VisibilityLimit limit;
    private final Duration callTimeout;
    private final WorkerMetrics metrics;

    MessageAcknowledger(
            SqsClient sqs,
            QueueSettings settings,
            DeadLetterQueue deadLetters,
            VisibilityLimit limit,
            WorkerMetrics metrics) {
        this.sqs = Objects.requireNonNull(sqs);
        this.queueUrl = settings.queueUrl();
        this.callTimeout = settings.heartbeat().callTimeout();
        this.deadLetters = Objects.requireNonNull(deadLetters);
        this.limit = Objects.requireNonNull(limit);
        this.metrics = Objects.requireNonNull(metrics);
    }

    void delete(ReceivedMessage message) {
        attempt(
                "delete",
                message,
                () -> sqs.deleteMessage(request -> request.queueUrl(queueUrl)
                        .receiptHandle(message.receiptHandle())
                        .overrideConfiguration(call -> call.apiCallTimeout(callTimeout))));
    }

    void hide(ReceivedMessage message, Duration delay) {
        int seconds = limit.seconds(message, delay);
        attempt(
                "hide",
                message,
                () -> sqs.changeMessageVisibility(request -> request.queueUrl(queueUrl)
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(seconds)
                        .overrideConfiguration(call -> call.apiCallTimeout(callTimeout))));
    }

    /** Moves a message that is nobody's job to the dead-letter queue. */
    void deadLetter(ReceivedMessage message, ErrorCode code, String reason) {
        deadLetter(message, attributes(message, code, reason));
    }

    /** Moves the message of a job that was set aside to the dead-letter queue. */
    void deadLetter(ReceivedMessage message, JobId jobId, ErrorCode code, String reason) {
        Map<String, MessageAttributeValue> attributes = attributes(message, code, reason);
        attributes.put("jobId", text(jobId.value()));
        deadLetter(message, attributes);
    }

    private static Map<String, MessageAttributeValue> attributes(
            ReceivedMessage message, ErrorCode code, String reason) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        attributes.put("errorCode", text(code.name()));
        attributes.put("reason", text(reason));
        attributes.put("sourceMessageId", text(message.messageId()));
        return attributes;
    }

    /**
     * Sends a copy with the reason as attributes, then deletes the original: twice on the dead-letter queue rather than lost. The copy
     * is its sender's group's too, so that a replay, by whatever means, is shared out as the original was.
     */
    private void deadLetter(ReceivedMessage message, Map<String, MessageAttributeValue> attributes) {
        attempt("dead-letter", message, () -> {
            sqs.sendMessage(request -> request.queueUrl(deadLetters.url())
                    .messageBody(message.body())
                    .messageGroupId(message.groupId().orElse(null))
                    .messageAttributes(attributes)
                    .overrideConfiguration(call -> call.apiCallTimeout(callTimeout)));
            metrics.messageDeadLettered();
            sqs.deleteMessage(request -> request.queueUrl(queueUrl)
                    .receiptHandle(message.receiptHandle())
                    .overrideConfiguration(call -> call.apiCallTimeout(callTimeout)));
        });
    }

    private static void attempt(String action, ReceivedMessage message, Runnable call) {
        try {
            call.run();
        } catch (SdkException e) {
            LOG.warn(
                    "could not {} message {} ({}); it comes back when its visibility ends",
                    action,
                    message.messageId(),
                    e.getMessage());
        }
    }

    private static MessageAttributeValue text(String value) {
        String bounded =
                value.length() > MOST_ATTRIBUTE_CHARACTERS ? value.substring(0, MOST_ATTRIBUTE_CHARACTERS) : value;
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(bounded.isEmpty() ? "-" : bounded)
                .build();
    }
}
