package dev.videocompilation.worker.queue;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A message as it was handed to this worker.
 *
 * @param messageId SQS's id, for the log
 * @param receiptHandle of this receive
 * @param body its body
 * @param groupId the group that SQS shares the workers among, where its sender gave one: the user
 * @param receiveCount how often it has been received, this time included
 * @param receivedAtNanos this process's monotonic clock just before the receive returned
 */
record ReceivedMessage(
        String messageId,
        String receiptHandle,
        String body,
        Optional<String> groupId,
        int receiveCount,
        long receivedAtNanos) {
    ReceivedMessage {
        Objects.requireNonNull(groupId);
    }

    static ReceivedMessage of(Message message, long receivedAtNanos) {
        Map<MessageSystemAttributeName, String> attributes = message.attributes();
        String count = attributes.getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1");
        return new ReceivedMessage(
                message.messageId(),
                message.receiptHandle(),
                message.body(),
                Optional.ofNullable(attributes.get(MessageSystemAttributeName.MESSAGE_GROUP_ID)),
                Math.max(1, Integer.parseInt(count)),
                receivedAtNanos);
    }
}
