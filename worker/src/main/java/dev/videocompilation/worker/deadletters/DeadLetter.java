package dev.videocompilation.worker.deadletters;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * One message of the dead-letter queue beside what is known of its job.
 *
 * @param message as it was received, with all its attributes
 * @param content what its body says
 * @param row the row of the job that it names
 */
public record DeadLetter(Message message, MessageContent content, Optional<JobRow> row) {
    /** The attribute that says why a worker moved the message here. */
    static final String ERROR_CODE = "errorCode";
    /** The same in words. */
    static final String REASON = "reason";
    /** The id that the message had on the source queue. */
    static final String SOURCE_MESSAGE_ID = "sourceMessageId";
    /** The job's id, where the worker knew it. */
    static final String JOB_ID = "jobId";

    public DeadLetter {
        Objects.requireNonNull(message);
        Objects.requireNonNull(content);
        Objects.requireNonNull(row);
    }

    public String messageId() {
        return message.messageId();
    }

    public String body() {
        return message.body();
    }

    /** When it was sent; SQS keeps this where it moves a message itself. */
    public Instant sentAt() {
        return Instant.ofEpochMilli(
                Long.parseLong(system(MessageSystemAttributeName.SENT_TIMESTAMP).orElse("0")));
    }

    /** How often it was received, on this queue and where SQS moved it also before. */
    public int receiveCount() {
        return Integer.parseInt(
                system(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT).orElse("1"));
    }

    /** The group that SQS shares the workers among: the user. */
    public Optional<String> groupId() {
        return system(MessageSystemAttributeName.MESSAGE_GROUP_ID).or(content::userId);
    }

    /** The message's attributes as text, sorted by name. */
    public Map<String, String> attributes() {
        Map<String, String> texts = new TreeMap<>();
        message.messageAttributes().forEach((name, value) -> texts.put(name, text(value)));
        return texts;
    }

    /** Why it is here: what a worker said when it moved the message, else what the job's row says. */
    public Optional<String> errorCode() {
        return Optional.ofNullable(attributes().get(ERROR_CODE)).or(() -> row.flatMap(JobRow::errorCode));
    }

    /** The same in words. */
    public Optional<String> reason() {
        return Optional.ofNullable(attributes().get(REASON)).or(() -> row.flatMap(JobRow::errorMessage));
    }

    public Optional<Integer> scriptId() {
        return content.scriptId().or(() -> row.map(JobRow::scriptId));
    }

    public Optional<String> userId() {
        return content.userId().or(() -> row.flatMap(JobRow::userId));
    }

    DeadLetter withRow(Optional<JobRow> newRow) {
        return new DeadLetter(message, content, newRow);
    }

    private Optional<String> system(MessageSystemAttributeName name) {
        return Optional.ofNullable(message.attributes().get(name));
    }

    private static String text(MessageAttributeValue value) {
        String text = value.stringValue();
        return text == null ? "(%s)".formatted(value.dataType()) : text;
    }
}
