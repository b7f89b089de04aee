package dev.videocompilation.worker.queue;

import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Where malformed messages and those of parked jobs go: the configured queue, else the one that the source queue's redrive policy names. */
public final class DeadLetterQueue {
    private final String url;

    private DeadLetterQueue(String url) {
        this.url = url;
    }

    /**
     * Finds it.
     *
     * @throws QueueUnusableException if neither the setting nor the redrive policy names one
     */
    public static DeadLetterQueue of(SqsClient sqs, QueueSettings settings) {
        if (!settings.deadLetterQueueUrl().isEmpty()) {
            return new DeadLetterQueue(settings.deadLetterQueueUrl());
        }
        String policy = sqs.getQueueAttributes(request ->
                        request.queueUrl(settings.queueUrl()).attributeNames(QueueAttributeName.REDRIVE_POLICY))
                .attributes()
                .getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
        String arn = targetArn(policy)
                .orElseThrow(() ->
                        new QueueUnusableException("the queue has no redrive policy with a dead-letter queue; give it"
                                + " one, or set DEAD_LETTER_QUEUE_URL"));
        String name = arn.substring(arn.lastIndexOf(':') + 1);
        return new DeadLetterQueue(
                sqs.getQueueUrl(request -> request.queueName(name)).queueUrl());
    }

    public String url() {
        return url;
    }

    private static Optional<String> targetArn(String policy) {
        try {
            return policy.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(JsonMapper.shared()
                                    .readTree(policy)
                                    .path("deadLetterTargetArn")
                                    .stringValue(null))
                            .map(Objects::requireNonNull);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
