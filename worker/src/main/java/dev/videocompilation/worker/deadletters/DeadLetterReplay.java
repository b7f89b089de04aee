package dev.videocompilation.worker.deadletters;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.claim.StateChange;
import dev.videocompilation.worker.job.JobTransition;
import dev.videocompilation.worker.operator.ActionRate;
import dev.videocompilation.worker.operator.Actor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Sends one dead letter to the source queue again, its body unchanged, then deletes it: a crash in between leaves it on both
 * queues rather than on none, and the job id makes that harmless. The record, and with it the job's reset, is committed first.
 */
public final class DeadLetterReplay {
    private static final List<String> LEFT_BEHIND =
            List.of(DeadLetter.ERROR_CODE, DeadLetter.REASON, DeadLetter.SOURCE_MESSAGE_ID, DeadLetter.JOB_ID);

    private final SqsClient sqs;
    private final String sourceQueueUrl;
    private final String deadLetterQueueUrl;
    private final ActionLog log;
    private final ActionRate rate;

    public DeadLetterReplay(
            SqsClient sqs, String sourceQueueUrl, String deadLetterQueueUrl, ActionLog log, ActionRate rate) {
        this.sqs = Objects.requireNonNull(sqs);
        this.sourceQueueUrl = Objects.requireNonNull(sourceQueueUrl);
        this.deadLetterQueueUrl = Objects.requireNonNull(deadLetterQueueUrl);
        this.log = Objects.requireNonNull(log);
        this.rate = Objects.requireNonNull(rate);
    }

    /**
     * Replays one message.
     *
     * @param held what the message was read with
     * @param reset whether its job, where it is failed or dead, is moved back to queued
     */
    public ReplayResult replay(HeldDeadLetters held, DeadLetter letter, Actor actor, boolean reset) {
        rate.await();
        Begun begun =
                log.database().transactionResult(configuration -> begin(configuration.dsl(), letter, actor, reset));
        String newMessageId;
        try {
            newMessageId = sqs.sendMessage(message(letter, actor)).messageId();
        } catch (SdkException e) {
            return new ReplayResult.NotSent(
                    String.valueOf(e.getMessage()), begun.effect() instanceof ReplayEffect.Reset);
        }
        try {
            sqs.deleteMessage(request -> request.queueUrl(deadLetterQueueUrl)
                    .receiptHandle(letter.message().receiptHandle()));
        } catch (SdkException e) {
            return new ReplayResult.OnBothQueues(newMessageId, String.valueOf(e.getMessage()));
        }
        held.taken(letter);
        log.done(begun.id(), Optional.of(newMessageId));
        return new ReplayResult.Replayed(newMessageId, begun.effect());
    }

    private record Begun(long id, ReplayEffect effect) {}

    private static Begun begin(DSLContext transaction, DeadLetter letter, Actor actor, boolean reset) {
        // The row may have moved on since the message was read.
        ReplayEffect effect = ReplayEffect.of(current(transaction, letter), reset);
        Optional<State> resetFrom = Optional.empty();
        if (effect instanceof ReplayEffect.Reset wanted) {
            if (reset(transaction, letter, wanted.from())) {
                resetFrom = Optional.of(wanted.from());
            } else {
                effect = ReplayEffect.of(current(transaction, letter), false);
            }
        }
        return new Begun(ActionLog.begin(transaction, "replay", actor, letter, resetFrom), effect);
    }

    private static DeadLetter current(DSLContext transaction, DeadLetter letter) {
        Optional<JobId> jobId = letter.content().jobId();
        return letter.withRow(
                jobId.map(id -> JobRows.find(transaction, List.of(id)).get(id)));
    }

    private static boolean reset(DSLContext transaction, DeadLetter letter, State from) {
        JobTransition transition = from == State.DEAD ? JobTransition.RESET_DEAD : JobTransition.RESET_FAILED;
        return StateChange.ofEnded(
                        transaction, transition, letter.content().jobId().orElseThrow())
                .isPresent();
    }

    private SendMessageRequest message(DeadLetter letter, Actor actor) {
        Map<String, MessageAttributeValue> attributes =
                new HashMap<>(letter.message().messageAttributes());
        LEFT_BEHIND.forEach(attributes::remove);
        attributes.put("replayedFrom", text(letter.messageId()));
        attributes.put("replayedBy", text(actor.name()));
        SendMessageRequest.Builder request = SendMessageRequest.builder()
                .queueUrl(sourceQueueUrl)
                .messageBody(letter.body())
                .messageAttributes(attributes);
        letter.groupId().ifPresent(request::messageGroupId);
        return request.build();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
