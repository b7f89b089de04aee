package dev.videocompilation.worker.claim;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import java.time.Duration;
import java.util.Optional;

/**
 * The right to work on a job until its lease ends.
 *
 * @param message the job as it was accepted
 * @param fence this claim's number; every later write carries it
 * @param failedAttempts how many earlier attempts ended in a transient failure
 * @param queueWait from acceptance to this claim, by the database's clock
 * @param frozenClips the clips that the first claim froze, empty where none has yet
 */
public record Claim(
        JobMessage message, long fence, int failedAttempts, Duration queueWait, Optional<FrozenClips> frozenClips) {

    public CompileJob job() {
        return message.job();
    }

    public JobId jobId() {
        return message.job().jobId();
    }
}
