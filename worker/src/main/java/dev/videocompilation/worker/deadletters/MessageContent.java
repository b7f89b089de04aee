package dev.videocompilation.worker.deadletters;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.contract.job.JobMessageReading;
import java.util.Objects;
import java.util.Optional;

/**
 * What a dead letter's body says, as far as this release can read it.
 *
 * @param kind whether it is a job
 * @param jobId the job's id, where the body has a valid one
 * @param scriptId the job's script
 * @param userId the job's user
 * @param fingerprint of the job's content; tells whether a job's row is of this message
 */
public record MessageContent(
        Kind kind,
        Optional<JobId> jobId,
        Optional<Integer> scriptId,
        Optional<String> userId,
        Optional<String> fingerprint) {
    /** Whether a body is a job. */
    public enum Kind {
        /** A job that this release does, or refuses in the job's own name. */
        JOB,
        /** Not a job message; a worker moves it to the dead-letter queue at once. */
        MALFORMED,
        /** Of a later schema version; left to newer workers. */
        LATER_VERSION
    }

    public MessageContent {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(jobId);
        Objects.requireNonNull(scriptId);
        Objects.requireNonNull(userId);
        Objects.requireNonNull(fingerprint);
    }

    static MessageContent of(JobMessageReading reading) {
        return switch (reading) {
            case JobMessageReading.Accepted accepted -> of(accepted.message());
            case JobMessageReading.NotSupportedYet refused -> of(refused.message());
            case JobMessageReading.Malformed malformed -> nothingBut(Kind.MALFORMED, malformed.jobId());
            case JobMessageReading.LaterVersion later -> nothingBut(Kind.LATER_VERSION, Optional.empty());
        };
    }

    private static MessageContent of(JobMessage message) {
        CompileJob job = message.job();
        return new MessageContent(
                Kind.JOB,
                Optional.of(job.jobId()),
                Optional.of(job.scriptId()),
                job.userId(),
                Optional.of(message.fingerprint()));
    }

    private static MessageContent nothingBut(Kind kind, Optional<JobId> jobId) {
        return new MessageContent(kind, jobId, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
