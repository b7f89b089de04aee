package dev.videocompilation.worker.deadletters;

import dev.videocompilation.contract.api.JobStatus.State;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What the database knows of a dead letter's job.
 *
 * @param state where the job stands
 * @param errorCode why it failed, or why its last attempt did
 * @param errorMessage the same in words
 * @param scriptId its script
 * @param userId its user
 * @param attempts that ended in a transient failure
 * @param acceptedAt when it was first accepted
 * @param fingerprint of its content
 */
public record JobRow(
        State state,
        Optional<String> errorCode,
        Optional<String> errorMessage,
        int scriptId,
        Optional<String> userId,
        int attempts,
        Instant acceptedAt,
        String fingerprint) {
    public JobRow {
        Objects.requireNonNull(state);
        Objects.requireNonNull(errorCode);
        Objects.requireNonNull(errorMessage);
        Objects.requireNonNull(userId);
        Objects.requireNonNull(acceptedAt);
        Objects.requireNonNull(fingerprint);
    }
}
