package dev.videocompilation.worker.queue;

import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A message as it was handed to this worker.
 *
 * @param messageId SQS's id, for the log
 * @param receiptHandle of this receive
 * @param body its body
 * @param receiveCount how often it has been received, this time included
 * @param receivedAtNanos this process's monotonic clock just before the receive returned
 */
record ReceivedMessage(String messageId, String receiptHandle, String body, int receiveCount, long receivedAtNanos) {
    static ReceivedMessage of(Message message, long receivedAtNanos) {
        Map<MessageSystemAttributeName, String> attributes = message.attributes();
        String count = attributes.getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1");
        return new ReceivedMessage(
                message.messageId(),
                message.receiptHandle(),
                message.body(),
                Math.max(1, Integer.parseInt(count)),
                receivedAtNanos);
    }
}
