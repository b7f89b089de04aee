package dev.videocompilation.worker.deadletters;

import dev.videocompilation.worker.operator.Actor;
import dev.videocompilation.worker.operator.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * Has SQS move the whole dead-letter queue to the source queue by its own task, and watches the task to its end. The destination is
 * always named: a message that a worker sent to the dead-letter queue itself has no source that SQS knows.
 */
public final class WholeQueueMove {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final SqsClient sqs;
    private final String sourceQueueUrl;
    private final String deadLetterQueueUrl;
    private final ActionLog log;
    private final Pause pause;

    public WholeQueueMove(SqsClient sqs, String sourceQueueUrl, String deadLetterQueueUrl, ActionLog log, Pause pause) {
        this.sqs = Objects.requireNonNull(sqs);
        this.sourceQueueUrl = Objects.requireNonNull(sourceQueueUrl);
        this.deadLetterQueueUrl = Objects.requireNonNull(deadLetterQueueUrl);
        this.log = Objects.requireNonNull(log);
        this.pause = Objects.requireNonNull(pause);
    }

    /**
     * Moves the queue.
     *
     * @param perSecond messages a second, 1 to 500 by SQS's own limit
     * @param progress is told after each look how many messages were moved, and of how many, approximately
     */
    public MoveResult move(Actor actor, int perSecond, BiConsumer<Long, Long> progress) {
        String deadLetters = arn(deadLetterQueueUrl);
        String source = arn(sourceQueueUrl);
        long id = log.beginMove(actor);
        try {
            sqs.startMessageMoveTask(request ->
                    request.sourceArn(deadLetters).destinationArn(source).maxNumberOfMessagesPerSecond(perSecond));
        } catch (SqsException e) {
            return new MoveResult.Refused(String.valueOf(e.getMessage()));
        }
        // SQS runs one task a queue at a time, and lists the latest first.
        ListMessageMoveTasksResultEntry task = latest(deadLetters);
        while (isUnderWay(task)) {
            progress.accept(moved(task), toMove(task));
            pause.pause(BETWEEN_LOOKS);
            task = latest(deadLetters);
        }
        boolean completed = "COMPLETED".equals(task.status());
        log.moved(id, moved(task), completed);
        return completed
                ? new MoveResult.Completed(moved(task))
                : new MoveResult.Failed(
                        moved(task), Objects.requireNonNullElse(task.failureReason(), "the task is " + task.status()));
    }

    private ListMessageMoveTasksResultEntry latest(String deadLetters) {
        List<ListMessageMoveTasksResultEntry> tasks = sqs.listMessageMoveTasks(
                        request -> request.sourceArn(deadLetters).maxResults(1))
                .results();
        return tasks.getFirst();
    }

    private String arn(String queueUrl) {
        return Optional.ofNullable(sqs.getQueueAttributes(
                                request -> request.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN))
                .orElseThrow();
    }

    private static boolean isUnderWay(ListMessageMoveTasksResultEntry task) {
        return "RUNNING".equals(task.status()) || "CANCELLING".equals(task.status());
    }

    private static long moved(ListMessageMoveTasksResultEntry task) {
        return Objects.requireNonNullElse(task.approximateNumberOfMessagesMoved(), 0L);
    }

    private static long toMove(ListMessageMoveTasksResultEntry task) {
        return Objects.requireNonNullElse(task.approximateNumberOfMessagesToMove(), 0L);
    }
}
