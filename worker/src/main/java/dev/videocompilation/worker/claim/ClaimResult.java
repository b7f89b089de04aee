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
     * @param kept whether its holder has renewed it since the claim, and not long ago
     */
    record Busy(Duration remaining, boolean kept) implements ClaimResult {}

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

    /** The job's worker has crashed before: it is free, for a worker in which nothing else runs. Nothing was changed. */
    record NeedsSolitude() implements ClaimResult {}

    /**
     * The job's worker has crashed once too often with nothing beside the job: it waits to be set aside.
     *
     * @param fence of the claim that crashed last
     * @param crashes in all
     * @param crashesAlone those of them with nothing beside the job
     */
    record Poisonous(long fence, int crashes, int crashesAlone) implements ClaimResult {}

    /** The job was set aside before; its message belongs on the dead-letter queue. */
    record Parked() implements ClaimResult {}

    /** The job's cancelling was asked for and no worker is at it: it waits to be ended. */
    record CancelRequested() implements ClaimResult {}

    /** The job id belongs to a job with other content. */
    record IdTaken() implements ClaimResult {}
}
