package dev.videocompilation.contract.error;

/**
 * What can go wrong, by code. A code's name is its wire form; a code is never renamed or given another meaning, and
 * new ones may be added at any time, so a reader of a code it does not know goes by the {@code retryable} beside it.
 *
 * <p>The table in {@code docs/errors.md} says the same; a test compares the two.
 */
public enum ErrorCode {
    // The message
    MESSAGE_MALFORMED(
            "The message is not a valid compile job.",
            "Correct the field that the detail names and send the message again.",
            false),
    MESSAGE_TOO_LARGE(
            "The message is larger than 65,536 bytes of UTF-8.",
            "Send a smaller message; a list of 1,000 clips fits.",
            false),
    SCHEMA_VERSION_UNSUPPORTED(
            "The message has no schemaVersion, or one that is not a whole number from 1 to 2147483647.",
            "Set schemaVersion to the version of the schema that the message follows; the first is 1.",
            false),
    NOT_SUPPORTED_YET(
            "The message uses a field, a format or a quality that is reserved for a later release.",
            "Leave out the fields that the detail names, or wait for the release that supports them.",
            false),
    JOB_ID_CONFLICT(
            "The job id is already taken by a job with other content.",
            "Use a new job id for a new job; use the same one only to send the same job again.",
            false),

    // The script and its clips
    SCRIPT_NOT_FOUND("There is no such script.", "Check the scriptId.", false),
    NO_APPROVED_CLIPS(
            "The script has no approved video.",
            "Approve at least one of the script's videos and send a new job.",
            false),
    CLIP_NOT_ALLOWED(
            "A listed clip is not an approved video of this script and user.",
            "List only videos that belong to the script and the user and are approved, and send a new job.",
            false),
    CLIP_NOT_FOUND(
            "A clip's object is missing from storage, or the video has no address.",
            "Generate or upload the video again and send a new job.",
            false),
    CLIP_LOCATION_REFUSED(
            "A clip's address is outside the buckets that the worker may read.",
            "Store the video in an allowed bucket, or let the operator add its bucket to the worker's settings.",
            false),
    CLIP_EMPTY("A clip's object has no bytes.", "Generate or upload the video again and send a new job.", false),
    CLIP_TRUNCATED(
            "A clip's file ends before its own index says it does.",
            "Generate or upload the video again and send a new job.",
            false),
    CLIP_UNREADABLE(
            "A clip is not a video, or its file is damaged.",
            "Play the file to check it, replace it, and send a new job.",
            false),
    CLIP_UNSUPPORTED(
            "A clip has a container, a codec or a set of streams that this version cannot join.",
            "Convert the clip to MP4 with one H.264 picture and at most one AAC sound stream, and send a new job.",
            false),
    CLIP_TOO_LARGE(
            "A clip is larger or longer, or has more pixels or packets, than the worker accepts.",
            "Use a smaller clip, or let the operator raise the limit that the detail names.",
            false),
    CLIP_CHANGED(
            "A clip's object is no longer the one that the job froze when it was first claimed.",
            "Send a new job; it takes the objects as they are then.",
            false),
    CLIPS_NOT_COMPATIBLE(
            "A clip can neither be copied beside the others nor be brought to their form.",
            "Re-encode the clip that the detail names as H.264 with the frame rate of the others.",
            false),
    SOUND_NOT_COPYABLE(
            "The job asks for copied sound, and a clip's sound, or what else the job asks for, does not allow it.",
            "Leave out audioJoin or set it to auto or exact, or take out the clip that the detail names, and send a new job.",
            false),
    TRANSITION_NOT_POSSIBLE(
            "A clip is shorter than its transitions, or a join is named that does not exist.",
            "Shorten the transition at the clip that the detail names, or cut there (type cut), and send a new job.",
            false),
    CAPTIONS_UNREADABLE(
            "The captions' file is no SRT or WebVTT file that can be understood for certain.",
            "Correct what the detail names, with its line, save the file as UTF-8, and send a new job.",
            false),
    TEXT_NOT_POSSIBLE(
            "A text over the picture is shown at no time or does not fit into the picture.",
            "Shorten the text that the detail names, make it smaller or correct its times, and send a new job.",
            false),
    JOB_TOO_LARGE(
            "The job's clips are larger together than one job's may be.",
            "Send a job of fewer or smaller clips, or let the operator raise the limit that the detail names.",
            false),

    // The work
    WEBHOOK_URL_REFUSED(
            "The webhook address is not one that the worker may call.",
            "Give a public https address, or let the operator allow private or http addresses for local use.",
            false),
    RESULT_NOT_PROVEN(
            "The compiled video failed its check, so it was not published.",
            "Report the job id and the detail to the operator; no wrong video was made visible.",
            false),
    ENGINE_FAILED(
            "ffmpeg ended with an error.", "Report the job id and the detail, which holds ffmpeg's last words.", false),
    ENGINE_TIMEOUT(
            "ffmpeg was not done within its deadline and was stopped.",
            "Send a job of fewer or shorter clips, or let the operator raise the deadline that the detail names.",
            false),
    ENGINE_LIMIT(
            "ffmpeg needed more memory, more processor time or a larger file than it may have, and was stopped.",
            "Replace the clip that the detail names, or let the operator raise the limit that the detail names.",
            false),
    FEATURE_UNAVAILABLE(
            "The worker's ffmpeg lacks a feature that the job needs.",
            "Let the operator run the worker with an ffmpeg build that has the feature which the detail names.",
            false),
    SIZE_NOT_REACHABLE(
            "The video cannot be made as small as maxSizeBytes asks for.",
            "Send a new job with a larger maxSizeBytes, or with fewer or shorter clips; the detail names the smallest size that is tried"
                    + " for, or the one that was reached.",
            false),
    WORKER_CRASHED(
            "The job's worker crashed three times with this job alone in it, so the job was set aside.",
            "Let the operator look at the clips and the worker's log before a new job is sent.",
            false),
    RETRIES_EXHAUSTED(
            "Every attempt failed for a reason that should have passed.",
            "Read the last reason in the detail, mend it, and send a new job.",
            true),

    // What the worker stands on
    DISK_FULL(
            "The worker has not enough scratch space for the job.",
            "Wait, or let the operator give the worker a larger scratch disk or fewer jobs at a time.",
            true),
    DISK_BUSY(
            "The worker has not enough scratch space for the job beside the jobs that it runs.",
            "Wait: the job is started when there is room, at the latest when a worker has no other job.",
            true),
    DISK_FAILED(
            "The worker's scratch disk failed to read or write.",
            "Wait; if it lasts, let the operator look at the disk of the worker that the log names.",
            true),
    STORAGE_UNAVAILABLE(
            "S3 does not answer, or refuses the worker.",
            "Wait; if it lasts, let the operator check S3, the bucket's name and the worker's permissions.",
            true),
    DATABASE_UNAVAILABLE(
            "PostgreSQL does not answer, or refuses the connection.",
            "Wait; if it lasts, let the operator check the database, its address and the credentials.",
            true),
    QUEUE_UNAVAILABLE(
            "SQS does not answer, or refuses the call.",
            "Wait; if it lasts, let the operator check SQS and the permissions.",
            true),
    QUEUE_NOT_FOUND(
            "There is no queue at the configured address.",
            "Let the operator create the queue or correct its address in the settings.",
            false),
    SETTINGS_INVALID(
            "The program's settings are missing or wrong.",
            "Correct the environment variables that the message lists and start again.",
            false),

    // The HTTP API
    REQUEST_INVALID(
            "The HTTP request does not have the form that the API document gives.",
            "Correct what the detail names and send the request again.",
            false),
    UNAUTHENTICATED("The HTTP request carries no valid credentials.", "Sign in and send the request again.", false),
    VIDEO_NOT_FOUND("There is no such section video.", "Check the videoId.", false),
    VIDEO_NOT_APPROVABLE(
            "The section video is not completed, so it cannot be approved.",
            "Wait until its generation has completed, or generate it again.",
            false),
    JOB_NOT_FOUND("There is no such compile job.", "Check the jobId.", false),
    INTERNAL_ERROR(
            "Something failed that the product has no better name for.",
            "Try again; if it lasts, report the job id and the time to the operator.",
            true);

    private final String summary;
    private final String action;
    private final boolean retryable;

    ErrorCode(String summary, String action, boolean retryable) {
        this.summary = summary;
        this.action = action;
        this.retryable = retryable;
    }

    /** What happened, in one sentence. */
    public String summary() {
        return summary;
    }

    /** What to do about it, in one sentence. */
    public String action() {
        return action;
    }

    /**
     * Whether the same request may succeed later with nothing about it changed. The worker retries such failures by
     * itself; once a job has ended, its id is spent, and another try needs a new job id.
     */
    public boolean retryable() {
        return retryable;
    }
}
