package dev.videocompilation.worker.claim;

import java.time.Duration;

/** What asking for a job came to. */
public sealed interface ClaimResult {
    /** The job is this worker's. */
    record Claimed(Claim claim) implements ClaimResult {}

    /**
     * Another claim's lease still runs.
     *
     * @param remaining of it
     */
    record Busy(Duration remaining) implements ClaimResult {}

    /**
     * The job waits for its next attempt.
     *
     * @param remaining until then
     */
    record NotDue(Duration remaining) implements ClaimResult {}

    /**
     * The job has ended before.
     *
     * @param state how
     */
    record Finished(String state) implements ClaimResult {}

    /** The job's cancelling was asked for and no worker is at it: it waits to be ended. */
    record CancelRequested() implements ClaimResult {}

    /** The job id belongs to a job with other content. */
    record IdTaken() implements ClaimResult {}
}
