package dev.videocompilation.worker.app;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.queue.DeadLetterQueue;
import dev.videocompilation.worker.queue.QueueSettings;
import dev.videocompilation.worker.queue.QueueUnusableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Asks the queue whether it is there before anything is polled. */
final class QueueCheck {
    private QueueCheck() {}

    /**
     * Finds the queue and its dead-letter queue.
     *
     * @throws QueueUnusableException if either is missing
     * @throws TransientException if SQS does not answer
     */
    static DeadLetterQueue find(SqsClient sqs, QueueSettings settings) {
        try {
            sqs.getQueueAttributes(
                    request -> request.queueUrl(settings.queueUrl()).attributeNames(QueueAttributeName.QUEUE_ARN));
            return DeadLetterQueue.of(sqs, settings);
        } catch (QueueDoesNotExistException e) {
            throw new QueueUnusableException("%s: there is no queue at QUEUE_URL=%s. %s"
                    .formatted(ErrorCode.QUEUE_NOT_FOUND, settings.queueUrl(), ErrorCode.QUEUE_NOT_FOUND.action()));
        } catch (SdkException e) {
            throw new TransientException(ErrorCode.QUEUE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }
}
