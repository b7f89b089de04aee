package dev.videocompilation.worker.job;

import dev.videocompilation.contract.error.ErrorCode;
import java.time.Duration;

/** How one attempt at a job ended. Whatever it writes to the database is written before the outcome is returned. */
public sealed interface JobOutcome {
    /** The result is committed. The message is deleted. */
    record Completed() implements JobOutcome {}

    /** A permanent failure is committed. The message is deleted. */
    record Rejected(ErrorCode code) implements JobOutcome {}

    /** A transient failure is committed; the message is hidden for {@code delay}. */
    record RetryLater(ErrorCode code, Duration delay) implements JobOutcome {}

    /** The job was not begun, for want of room, and is queued again, no attempt counted; the message is hidden for a while. */
    record HandedBack(ErrorCode code) implements JobOutcome {}

    /** The job was called off and its end is committed. The message is deleted. */
    record Cancelled() implements JobOutcome {}

    /** The job crashed its worker too often and is set aside. The message is moved to the dead-letter queue. */
    record Parked(ErrorCode code, String reason) implements JobOutcome {}

    /** The lease is gone; nothing was written. The message is left to whoever holds the job. */
    record ClaimLost() implements JobOutcome {}

    /** A soft stop: the job is queued again, no attempt counted; the message is visible at once. */
    record Stopped() implements JobOutcome {}
}
