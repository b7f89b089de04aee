package dev.videocompilation.contract.event;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * {@code video.compile_failed}: the job has ended without a video and will not be tried again.
 *
 * @param timestamp when the failure was committed; cut to milliseconds
 * @param data what went wrong
 */
public record VideoCompileFailed(Instant timestamp, Data data) implements WebhookEvent {
    /** The event's name on the wire. */
    public static final String TYPE = "video.compile_failed";

    public VideoCompileFailed {
        timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
        Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
        return TYPE;
    }

    /**
     * What went wrong. Whether a new job for the same thing may succeed is written as {@code retryable}, which is the
     * code's.
     *
     * @param scriptId the script
     * @param jobId the job
     * @param errorCode the code
     * @param errorMessage what happened to this job; at most 2,000 characters are written
     * @param clipId the section video at fault, where it is one
     */
    public record Data(int scriptId, JobId jobId, ErrorCode errorCode, String errorMessage, OptionalInt clipId) {
        public Data {
            Objects.requireNonNull(jobId, "jobId");
            Objects.requireNonNull(errorCode, "errorCode");
            Objects.requireNonNull(errorMessage, "errorMessage");
            Objects.requireNonNull(clipId, "clipId");
        }

        /** The code's {@code retryable}. */
        public boolean retryable() {
            return errorCode.retryable();
        }
    }
}
