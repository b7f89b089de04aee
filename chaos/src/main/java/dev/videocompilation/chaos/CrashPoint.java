package dev.videocompilation.chaos;

import static dev.videocompilation.chaos.CrashPoint.Place.AFTER;
import static dev.videocompilation.chaos.CrashPoint.Place.BEFORE;

/**
 * A place between two steps of a worker where it may be killed. The worker's code knows nothing of them: {@link CrashPointWeaver}
 * writes them into a copy of it.
 */
enum CrashPoint {
    /** A message was received; nothing was done with it. */
    RECEIVED("queue.QueuePoller", "dispatch", BEFORE),
    /** The job's row is claimed; no heartbeat, no byte. */
    CLAIMED("claim.JobClaims", "claim", AFTER),
    /** The clips are pinned in the row. */
    PINNED("claim.JobClaims", "freeze", AFTER),
    /** All clips lie in scratch. */
    FETCHED("fetch.ClipFetcher", "fetch", AFTER),
    /** One clip was probed. */
    PROBED("probe.MediaProber", "probe", AFTER),
    /** ffmpeg is at work and has said so. */
    JOINING("ffmpeg.FfmpegProgress", "accept", BEFORE),
    /** The output is made; nothing is proven. */
    JOINED("mux.VideoMuxer", "join", AFTER),
    /** The output is proven; nothing is uploaded. */
    VERIFIED("verify.OutputVerifier", "verify", AFTER),
    /** One part of a large output is uploaded. */
    PART_UPLOADED("publish.MultipartUpload", "sendPart", AFTER),
    /** All parts are uploaded; the upload is not completed. */
    PARTS_UPLOADED("publish.MultipartUpload", "complete", BEFORE),
    /** The output lies in the bucket; nothing is committed. */
    PUBLISHED("publish.VideoPublisher", "publish", AFTER),
    /** The transaction of the job's end has written its event; nothing is committed. */
    EVENT_WRITTEN("ledger.Outbox", "add", AFTER),
    /** The result is committed; the message is not deleted. */
    COMMITTED("ledger.JobLedger", "complete", AFTER),
    /** A failure is committed; the message is not deleted. */
    FAILED("ledger.JobLedger", "fail", AFTER),
    /** Another attempt is committed; the message is not hidden for it. */
    RETRY_RECORDED("ledger.JobLedger", "retryLater", AFTER),
    /** The job is queued again for another worker; the message is not visible yet. */
    RELEASED("ledger.JobLedger", "release", AFTER),
    /** The job is queued again for want of room in its worker; the message is not hidden. */
    HANDED_BACK("ledger.JobLedger", "handBack", AFTER),
    /** A cancelling is committed; the output is not removed, the message not deleted. */
    CANCELLED("ledger.JobLedger", "cancel", AFTER),
    /** A job that was called off, and whose worker had died, has ended; the message is not deleted. */
    ABANDONED_CANCELLED("ledger.JobCancellation", "end", AFTER),
    /** A poisonous job is parked; its message is not moved. */
    PARKED("ledger.JobLedger", "park", AFTER),
    /** The copy of a message lies on the dead-letter queue; the original is not deleted. */
    DEAD_LETTER_SENT("telemetry.WorkerMetrics", "messageDeadLettered", BEFORE),
    /** The message is deleted. */
    DELETED("queue.MessageAcknowledger", "delete", AFTER),
    /** The message is hidden for a time: its job was just claimed, or is left to a later time. */
    HIDDEN("queue.MessageAcknowledger", "hide", AFTER),
    /** A heartbeat has prolonged the lease; the message's visibility is still the old one. */
    LEASE_RENEWED("claim.JobClaims", "renew", AFTER),
    /** Due webhooks are leased; nothing is sent. */
    WEBHOOK_CLAIMED("webhook.Outbox", "claimDue", AFTER),
    /** A webhook was answered; the answer is not recorded. */
    WEBHOOK_SENT("webhook.WebhookSender", "send", AFTER),
    /** The answer to a webhook is recorded. */
    WEBHOOK_RECORDED("webhook.Outbox", "record", AFTER),
    /** The sweeper has marked jobs to be sent again, or has looked for them; nothing is sent. */
    RESEND_MARKED("sweep.JobResender", "mark", AFTER),
    /** The sweeper has sent one job's message again. */
    RESENT("sweep.JobResender", "send", AFTER),
    /** The sweeper has removed the losing outputs of one page. */
    LOSERS_REMOVED("sweep.LosingOutputs", "removeLosers", AFTER),
    /** The sweeper has aborted an old upload, or all of a page. */
    UPLOAD_ABORTED("sweep.OldUploads", "abort", AFTER);

    /** Where in the method. */
    enum Place {
        BEFORE,
        AFTER
    }

    private static final String WORKER = "dev.videocompilation.worker.";

    private final String type;
    private final String method;
    private final Place place;

    CrashPoint(String type, String method, Place place) {
        this.type = type;
        this.method = method;
        this.place = place;
    }

    /** The class whose code the point lies in, by its binary name. */
    String className() {
        return WORKER + type;
    }

    /** Every method of that class with this name has the point. */
    String method() {
        return method;
    }

    /** Before the method's first instruction, or after its last where it returns. */
    Place place() {
        return place;
    }
}
