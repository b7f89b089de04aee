package dev.videocompilation.devstack;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The queue of compile jobs and the one that takes its dead letters, set up as in production: 4 days of retention for
 * jobs, 14 for dead letters, long polls of 20 s. One thing is missing: in production {@code RedriveAllowPolicy} keeps other queues
 * from the dead-letter queue, and the embedded server knows no such attribute.
 *
 * @param queueUrl where jobs are sent and received
 * @param deadLetterQueueUrl where a message goes that was received too often
 */
public record CompileQueues(String queueUrl, String deadLetterQueueUrl) {

    /** How long a received message stays hidden: 120 s. */
    public static final Duration VISIBILITY_TIMEOUT = Duration.ofMinutes(2);

    /** How often a message may be received before it becomes a dead letter. */
    public static final int MAX_RECEIVE_COUNT = 10;

    public CompileQueues {
        requireNonNull(queueUrl, "queueUrl");
        requireNonNull(deadLetterQueueUrl, "deadLetterQueueUrl");
    }

    /** Creates the two queues, named {@code name} and {@code name-dead-letters}, with the production settings. */
    public static CompileQueues create(SqsClient sqs, String name) {
        return create(sqs, name, VISIBILITY_TIMEOUT, MAX_RECEIVE_COUNT);
    }

    /** Creates the two queues with settings of the caller's own, for tests that cannot wait. */
    public static CompileQueues create(SqsClient sqs, String name, Duration visibilityTimeout, int maxReceiveCount) {
        String deadLetters = sqs.createQueue(request -> request.queueName(name + "-dead-letters")
                        .attributes(Map.of(
                                QueueAttributeName.MESSAGE_RETENTION_PERIOD, seconds(Duration.ofDays(14)),
                                QueueAttributeName.VISIBILITY_TIMEOUT, seconds(visibilityTimeout))))
                .queueUrl();
        String deadLettersArn = sqs.getQueueAttributes(
                        request -> request.queueUrl(deadLetters).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String redrivePolicy = "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                .formatted(requireNonNull(deadLettersArn), maxReceiveCount);
        String queue = sqs.createQueue(request -> request.queueName(name)
                        .attributes(Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT, seconds(visibilityTimeout),
                                QueueAttributeName.MESSAGE_RETENTION_PERIOD, seconds(Duration.ofDays(4)),
                                QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, seconds(Duration.ofSeconds(20)),
                                QueueAttributeName.REDRIVE_POLICY, redrivePolicy)))
                .queueUrl();
        return new CompileQueues(queue, deadLetters);
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
