package dev.videocompilation.worker.telemetry;

/** The metrics catalogue: each one's name, unit, dimensions and meaning. */
public enum Metric {
    JOBS(
            "compile.jobs",
            "count",
            "outcome",
            "Attempts at jobs that ended, by outcome; `handedback`: not begun, for want of room."),
    QUEUE_WAIT("compile.queue.wait", "seconds", "", "From a job's acceptance to the claim that completed it."),
    STAGE_DURATION("compile.stage.duration", "seconds", "stage", "How long a stage of a job took."),
    PERMIT_WAIT(
            "compile.permit.wait",
            "seconds",
            "resource",
            "How long a stage waited for a slot that other jobs had, by `cpu` (probe, conform, join, verify, render) and `io` (fetch, publish)."),
    INPUT_BYTES("compile.input.bytes", "bytes", "", "Bytes of the clips that a job fetched."),
    OUTPUT_BYTES("compile.output.bytes", "bytes", "", "Bytes of a published video."),
    JOBS_RUNNING("compile.jobs.running", "count", "", "Jobs that this worker works on now."),
    MESSAGES_DEAD_LETTERED(
            "queue.messages.dead_lettered",
            "count",
            "",
            "Messages moved to the dead-letter queue: malformed ones and those of parked jobs."),
    HEARTBEATS_FAILED("queue.heartbeats.failed", "count", "", "Heartbeats of message or lease that failed."),
    PROTECTION_REFUSED(
            "protection.refused",
            "count",
            "",
            "Requests for scale-in protection that were refused, failed or not answered in time."),
    JOBS_RESENT("sweep.jobs.resent", "count", "", "Jobs whose message the sweeper sent again."),
    OUTPUTS_REMOVED("sweep.outputs.removed", "count", "", "Objects that the sweeper removed, no result being them."),
    BACKLOG_JOBS_QUEUED("backlog.jobs.queued", "count", "", "Jobs that wait, in the whole database."),
    BACKLOG_JOBS_DUE("backlog.jobs.due", "count", "", "Those of them that may start now."),
    BACKLOG_JOBS_RUNNING("backlog.jobs.running", "count", "", "Jobs that a worker is at, or that a dead one has left."),
    BACKLOG_OLDEST_DUE(
            "backlog.jobs.oldest_due", "seconds", "", "For how long the job that has been due longest is due."),
    BACKLOG_ESTIMATED_SECONDS(
            "backlog.estimated_seconds",
            "seconds",
            "",
            "Work in the queued and the running jobs, as their like took before; nothing while no job has succeeded."),
    BACKLOG_WEBHOOKS_PENDING("backlog.webhooks.pending", "count", "", "Events that are still to be delivered."),
    BACKLOG_WEBHOOKS_DUE("backlog.webhooks.due", "count", "", "Those of them whose next attempt is due."),
    BACKLOG_OLDEST_WEBHOOK(
            "backlog.webhooks.oldest_pending",
            "seconds",
            "",
            "Since the writing or the last replay of the event that has been pending longest.");

    private final String id;
    private final String unit;
    private final String dimension;
    private final String meaning;

    Metric(String id, String unit, String dimension, String meaning) {
        this.id = id;
        this.unit = unit;
        this.dimension = dimension;
        this.meaning = meaning;
    }

    public String id() {
        return id;
    }

    public String unit() {
        return unit;
    }

    /** The one dimension's name, empty where there is none. */
    public String dimension() {
        return dimension;
    }

    public String meaning() {
        return meaning;
    }
}
