package dev.videocompilation.contract.api;

import dev.videocompilation.contract.job.JobId;
import java.util.Objects;

/**
 * The 202 answer to a compile request whose job goes on after the wait, or that asked for {@code respond-async}.
 *
 * @param jobId the job
 * @param statusUrl where to ask for its state: an absolute address or one relative to the request's
 */
public record CompileAccepted(JobId jobId, String statusUrl) {
    public CompileAccepted {
        Objects.requireNonNull(jobId, "jobId");
        Objects.requireNonNull(statusUrl, "statusUrl");
    }
}
