package dev.videocompilation.contract.client;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;

/** The job id is taken by a job with other content. Nothing was written or sent; the other job goes on. */
public final class JobIdConflictException extends EnqueueException {
    private static final long serialVersionUID = 1L;

    JobIdConflictException(JobId jobId) {
        super(
                jobId,
                ErrorCode.JOB_ID_CONFLICT,
                "Job id " + jobId + " is already taken by a job with other content; use a new id for a new job.",
                null);
    }
}
