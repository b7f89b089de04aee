package dev.videocompilation.worker.deadletters;

import dev.videocompilation.contract.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which dead letters are meant: those that everything given here holds of. Nothing given means all of them.
 *
 * @param errorCode as in the message's attribute, else the job's row
 * @param scriptId the job's script
 * @param userId the job's user
 * @param olderThan the least time since the message was sent
 * @param jobIds any of these jobs; empty: every job, and messages that name none
 * @param messageIds any of these messages; empty: every message
 */
public record Selection(
        Optional<String> errorCode,
        Optional<Integer> scriptId,
        Optional<String> userId,
        Optional<Duration> olderThan,
        List<String> jobIds,
        List<String> messageIds) {
    public Selection {
        Objects.requireNonNull(errorCode);
        Objects.requireNonNull(scriptId);
        Objects.requireNonNull(userId);
        Objects.requireNonNull(olderThan);
        jobIds = List.copyOf(jobIds);
        messageIds = List.copyOf(messageIds);
    }

    /** One message. */
    public static Selection message(String messageId) {
        return new Selection(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of(messageId));
    }

    /** Whether nothing narrows it. */
    public boolean isEverything() {
        return errorCode.isEmpty()
                && scriptId.isEmpty()
                && userId.isEmpty()
                && olderThan.isEmpty()
                && jobIds.isEmpty()
                && messageIds.isEmpty();
    }

    /** Whether a dead letter is meant. */
    public boolean includes(DeadLetter letter, Instant now) {
        return agrees(errorCode, letter.errorCode())
                && agrees(scriptId, letter.scriptId())
                && agrees(userId, letter.userId())
                && olderThan.stream()
                        .allMatch(age -> Duration.between(letter.sentAt(), now).compareTo(age) >= 0)
                && (jobIds.isEmpty()
                        || letter.content()
                                .jobId()
                                .map(JobId::value)
                                .filter(jobIds::contains)
                                .isPresent())
                && (messageIds.isEmpty() || messageIds.contains(letter.messageId()));
    }

    private static <T> boolean agrees(Optional<T> wanted, Optional<T> found) {
        return wanted.isEmpty() || wanted.equals(found);
    }
}
