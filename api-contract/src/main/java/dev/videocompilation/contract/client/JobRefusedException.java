package dev.videocompilation.contract.client;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;

/** The job is not valid, or uses what is not supported yet. Nothing was written or sent. */
public final class JobRefusedException extends EnqueueException {
    private static final long serialVersionUID = 1L;

    JobRefusedException(JobId jobId, ErrorCode errorCode, String detail) {
        super(jobId, errorCode, "Job " + jobId + " was refused (" + errorCode + "): " + detail, null);
    }
}
