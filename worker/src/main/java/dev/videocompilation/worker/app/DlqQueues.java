package dev.videocompilation.worker.app;

import dev.videocompilation.worker.deadletters.ActionLog;
import dev.videocompilation.worker.deadletters.HeldDeadLetters;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The two queues and the database of a command for dead letters.
 *
 * @param sourceQueueUrl where jobs are taken from, and replayed to
 * @param deadLetterQueueUrl where dead letters lie
 */
record DlqQueues(SqsClient sqs, String sourceQueueUrl, String deadLetterQueueUrl, DSLContext database) {
    /** Longer than reading takes, and than anything else that a command does to all messages. */
    private static final Duration READING = Duration.ofMinutes(2);

    DlqQueues {
        Objects.requireNonNull(sqs);
        Objects.requireNonNull(sourceQueueUrl);
        Objects.requireNonNull(deadLetterQueueUrl);
        Objects.requireNonNull(database);
    }

    ActionLog log() {
        return new ActionLog(database);
    }

    /** Reads dead letters to look at them. */
    HeldDeadLetters read(int limit) {
        return HeldDeadLetters.read(sqs, deadLetterQueueUrl, database, limit, READING);
    }

    /** Reads dead letters to do something to each, which takes half as long again as the rate says, at most. */
    HeldDeadLetters read(int limit, int perSecond) {
        Duration acting = Duration.ofMillis(1_500L * limit / perSecond);
        return HeldDeadLetters.read(sqs, deadLetterQueueUrl, database, limit, READING.plus(acting));
    }

    Count count() {
        Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(
                        request -> request.queueUrl(deadLetterQueueUrl)
                                .attributeNames(
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return new Count(
                number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
                number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    /**
     * How many dead letters there are, approximately.
     *
     * @param visible that a command can read
     * @param hidden that another command holds
     */
    record Count(int visible, int hidden) {}

    private static int number(Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
        return Integer.parseInt(attributes.getOrDefault(name, "0"));
    }
}
