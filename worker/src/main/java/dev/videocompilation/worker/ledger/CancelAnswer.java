package dev.videocompilation.worker.ledger;

import dev.videocompilation.contract.api.JobStatus.State;

/** What asking for a job's cancelling came to. */
public sealed interface CancelAnswer {
    /** No worker was at the job; it has ended as cancelled. */
    record Cancelled() implements CancelAnswer {}

    /** A worker is at the job and stops it at its next heartbeat; the job ends in no other way any more. */
    record Stopping() implements CancelAnswer {}

    /**
     * The job has ended before and stays as it is.
     *
     * @param state how
     */
    record AlreadyEnded(State state) implements CancelAnswer {}

    /** There is no such job. */
    record Unknown() implements CancelAnswer {}
}
