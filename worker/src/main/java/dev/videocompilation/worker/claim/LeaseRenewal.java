package dev.videocompilation.worker.claim;

/** What a heartbeat learns of its job. */
public enum LeaseRenewal {
    /** The lease is prolonged. */
    RENEWED,
    /** The lease is prolonged, for the time that stopping takes: the job's cancelling was asked for. */
    CANCEL_REQUESTED,
    /** The claim does not stand any more. */
    LOST
}
