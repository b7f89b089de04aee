package dev.videocompilation.contract.client;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import org.jspecify.annotations.Nullable;

/** Why a job was not handed over, or not entirely. */
public abstract sealed class EnqueueException extends RuntimeException
        permits JobRefusedException, JobIdConflictException, EnqueueFailedException, EnqueueIncompleteException {
    private static final long serialVersionUID = 1L;

    private final String jobId;
    private final ErrorCode errorCode;

    EnqueueException(JobId jobId, ErrorCode errorCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.jobId = jobId.value();
        this.errorCode = errorCode;
    }

    /** The job that was to be enqueued. */
    public JobId jobId() {
        return new JobId(jobId);
    }

    /** The catalogue's name for the failure. */
    public ErrorCode errorCode() {
        return errorCode;
    }
}
