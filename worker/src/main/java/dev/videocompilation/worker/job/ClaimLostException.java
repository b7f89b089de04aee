package dev.videocompilation.worker.job;

import dev.videocompilation.contract.job.JobId;

/** A fenced write touched no row: another claim holds the job, or it has ended. Nothing of this claim may follow. */
public final class ClaimLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient JobId jobId;
    private final long fence;

    public ClaimLostException(JobId jobId, long fence) {
        super("claim %d of job %s is lost".formatted(fence, jobId.value()));
        this.jobId = jobId;
        this.fence = fence;
    }

    public JobId jobId() {
        return jobId;
    }

    public long fence() {
        return fence;
    }
}
