package dev.videocompilation.demo;

import dev.videocompilation.devstack.CompileQueues;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Whether a finished job has left nothing in the queues. */
final class QueueCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 50;
    private static final List<QueueAttributeName> COUNTS = List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

    private final SqsClient sqs;
    private final CompileQueues queues;

    QueueCheck(SqsClient sqs, CompileQueues queues) {
        this.sqs = Objects.requireNonNull(sqs);
        this.queues = Objects.requireNonNull(queues);
    }

    /**
     * Waits until the queue of jobs is empty: the webhook may overtake the deletion of the job's message.
     *
     * @throws DemoFailedException if a message stays, or one became a dead letter
     */
    void requireEmpty() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (messages(queues.queueUrl()) > 0) {
            if (System.nanoTime() > deadline) {
                throw new DemoFailedException(
                        "The job is done, but its message is still in the queue " + PATIENCE.toSeconds() + " s later.");
            }
            Thread.sleep(POLL_MILLIS);
        }
        if (messages(queues.deadLetterQueueUrl()) > 0) {
            throw new DemoFailedException("A message of the demo was put into the dead-letter queue.");
        }
    }

    private int messages(String queueUrl) {
        return sqs
                .getQueueAttributes(request -> request.queueUrl(queueUrl).attributeNames(COUNTS))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }
}
