package dev.videocompilation.contract.event;

import dev.videocompilation.contract.job.JobId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code video.compile_cancelled}: the job was called off and has ended without a video.
 *
 * @param timestamp when the end was committed; cut to milliseconds
 * @param data which job, and why
 */
public record VideoCompileCancelled(Instant timestamp, Data data) implements WebhookEvent {
    /** The event's name on the wire. */
    public static final String TYPE = "video.compile_cancelled";

    public VideoCompileCancelled {
        timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
        Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
        return TYPE;
    }

    /**
     * Which job, and why.
     *
     * @param scriptId the script
     * @param jobId the job
     * @param reason what the one who cancelled it said; at most 500 characters are written. Empty if nothing, and then
     *     absent on the wire
     */
    public record Data(int scriptId, JobId jobId, Optional<String> reason) {
        public Data {
            Objects.requireNonNull(jobId, "jobId");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
