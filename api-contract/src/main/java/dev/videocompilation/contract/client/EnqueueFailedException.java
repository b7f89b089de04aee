package dev.videocompilation.contract.client;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;

/**
 * The database did not confirm the job's row. The job was most likely not accepted, but where the confirmation of the
 * commit was lost it was; calling {@link CompileJobClient#enqueue} again with the same job is right in both cases.
 */
public final class EnqueueFailedException extends EnqueueException {
    private static final long serialVersionUID = 1L;

    EnqueueFailedException(JobId jobId, Exception cause) {
        super(
                jobId,
                ErrorCode.DATABASE_UNAVAILABLE,
                "Tried to record job " + jobId + " but failed because " + cause.getMessage()
                        + "; enqueue the same job again.",
                cause);
    }
}
