package dev.videocompilation.worker.publish;

import dev.videocompilation.contract.job.JobId;
import java.util.Objects;

/**
 * Whose output an object is.
 *
 * @param scriptId the script
 * @param jobId the job
 * @param fence the claim that made it
 */
public record OutputKey(int scriptId, JobId jobId, long fence) {
    public OutputKey {
        Objects.requireNonNull(jobId);
    }
}
