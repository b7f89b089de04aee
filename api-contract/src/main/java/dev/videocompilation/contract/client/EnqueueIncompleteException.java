package dev.videocompilation.contract.client;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;

/**
 * The job is accepted, for its row is committed, but SQS did not confirm the message that wakes a worker. Call {@link
 * CompileJobClient#enqueue} again with the same job: that is safe, and sends the message again. Until that is done, or
 * the message arrived after all, the job waits; a sweep sends the message 15 minutes later.
 */
public final class EnqueueIncompleteException extends EnqueueException {
    private static final long serialVersionUID = 1L;

    EnqueueIncompleteException(JobId jobId, ErrorCode errorCode, Exception cause) {
        super(
                jobId,
                errorCode,
                "Job " + jobId + " is recorded, but its message could not be sent because " + cause.getMessage()
                        + "; enqueue the same job again.",
                cause);
    }
}
