package dev.videocompilation.worker.deadletters;

import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.intake.MessageIntake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * The messages of the dead-letter queue, received and held for the time of one command. Closing makes visible again what was not
 * taken; where the command dies before, they come back by themselves when the hold ends. Nothing is deleted here.
 */
public final class HeldDeadLetters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeldDeadLetters.class);
    private static final int MOST_MESSAGES = 10;
    /** A long poll asks every server of SQS; a short one may miss messages. */
    private static final int WAIT_SECONDS = 1;

    private final SqsClient sqs;
    private final String queueUrl;
    private final Duration hold;
    private final Map<String, Message> held = new LinkedHashMap<>();
    private List<DeadLetter> letters = List.of();

    private HeldDeadLetters(SqsClient sqs, String queueUrl, Duration hold) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.hold = hold;
    }

    /**
     * Receives messages until the queue gives no more, each once by its id, and finds the rows of their jobs.
     *
     * @param limit messages at most
     * @param hold how long they stay hidden from others, unless this is closed before
     */
    public static HeldDeadLetters read(
            SqsClient sqs, String deadLetterQueueUrl, DSLContext database, int limit, Duration hold) {
        HeldDeadLetters held = new HeldDeadLetters(
                Objects.requireNonNull(sqs), Objects.requireNonNull(deadLetterQueueUrl), Objects.requireNonNull(hold));
        try {
            held.receive(limit);
            held.letters = held.join(database);
            return held;
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    /** What was read, in the order of their sending. */
    public List<DeadLetter> letters() {
        return letters;
    }

    /** Says that a message was deleted and is not to be given back. */
    void taken(DeadLetter letter) {
        held.remove(letter.messageId());
    }

    @Override
    public void close() {
        List<Message> rest = new ArrayList<>(held.values());
        for (int from = 0; from < rest.size(); from += MOST_MESSAGES) {
            giveBack(rest.subList(from, Math.min(rest.size(), from + MOST_MESSAGES)));
        }
        held.clear();
    }

    private void receive(int limit) {
        boolean more = true;
        while (more && held.size() < limit) {
            int most = Math.min(MOST_MESSAGES, limit - held.size());
            List<Message> received = sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                            .maxNumberOfMessages(most)
                            .waitTimeSeconds(WAIT_SECONDS)
                            .visibilityTimeout(Math.toIntExact(hold.toSeconds()))
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                            .messageAttributeNames("All"))
                    .messages();
            received.forEach(message -> held.put(message.messageId(), message));
            more = !received.isEmpty();
        }
    }

    private List<DeadLetter> join(DSLContext database) {
        MessageIntake intake = new MessageIntake();
        List<DeadLetter> read = held.values().stream()
                .map(message ->
                        new DeadLetter(message, MessageContent.of(intake.read(message.body())), Optional.empty()))
                .sorted(Comparator.comparing(DeadLetter::sentAt))
                .toList();
        Map<JobId, JobRow> rows = JobRows.find(
                database,
                read.stream()
                        .flatMap(letter -> letter.content().jobId().stream())
                        .toList());
        return read.stream()
                .map(letter -> letter.withRow(letter.content().jobId().map(rows::get)))
                .toList();
    }

    private void giveBack(List<Message> messages) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = messages.stream()
                .map(message -> ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(Integer.toString(messages.indexOf(message)))
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(0)
                        .build())
                .toList();
        try {
            int failed = sqs.changeMessageVisibilityBatch(
                            request -> request.queueUrl(queueUrl).entries(entries))
                    .failed()
                    .size();
            if (failed > 0) {
                LOG.warn(
                        "{} dead letters could not be made visible; they come back within {} s",
                        failed,
                        hold.toSeconds());
            }
        } catch (SdkException e) {
            LOG.warn(
                    "{} dead letters could not be made visible ({}); they come back within {} s",
                    messages.size(),
                    e.getMessage(),
                    hold.toSeconds());
        }
    }
}
