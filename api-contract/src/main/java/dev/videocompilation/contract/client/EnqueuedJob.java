package dev.videocompilation.contract.client;

import dev.videocompilation.contract.job.JobId;
import java.util.Objects;

/**
 * A job that has been handed over.
 *
 * @param jobId the job
 * @param newlyAccepted false if the same job had been accepted before; then it is not done a second time
 */
public record EnqueuedJob(JobId jobId, boolean newlyAccepted) {
    public EnqueuedJob {
        Objects.requireNonNull(jobId, "jobId");
    }
}
