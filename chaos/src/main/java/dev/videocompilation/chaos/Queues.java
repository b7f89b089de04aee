package dev.videocompilation.chaos;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What lies on the queues. */
final class Queues {
    private Queues() {}

    /** Messages on a queue, hidden ones included. */
    static int count(World world, String queueUrl) {
        Map<QueueAttributeName, String> attributes = world.stack()
                .sqsClient()
                .getQueueAttributes(request -> request.queueUrl(queueUrl)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }

    /** Messages that any worker could receive now. */
    static int visible(World world) {
        return Integer.parseInt(world.stack()
                .sqsClient()
                .getQueueAttributes(request -> request.queueUrl(world.queues().queueUrl())
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    /** Some of the messages; they stay hidden for an hour. */
    static List<Message> receive(World world, String queueUrl) {
        return world.stack()
                .sqsClient()
                .receiveMessage(request ->
                        request.queueUrl(queueUrl).maxNumberOfMessages(10).visibilityTimeout(3_600))
                .messages();
    }
}
