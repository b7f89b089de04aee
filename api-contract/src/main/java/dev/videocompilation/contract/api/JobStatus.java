package dev.videocompilation.contract.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.videocompilation.contract.job.JobId;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code GET /api/compile-jobs/{jobId}} and to a request to cancel. (Jackson 3 writes the times as RFC 3339; Jackson 2 needs its
 * module for {@code java.time}.)
 *
 * @param jobId the job
 * @param scriptId its script
 * @param state where it stands
 * @param acceptedAt when it was first accepted
 * @param startedAt when a worker first claimed it; absent before
 * @param cancelRequestedAt when its cancelling was asked for; absent if it was not. A running job is stopped soon after
 * @param progress the share of the work that is done, 0 to 1; never less than before while a worker is at it
 * @param secondsLeft an estimate of the seconds until it ends; absent where it does not run or nothing can be said yet
 * @param finishedAt when it ended; absent before
 * @param result present exactly when the state is succeeded
 * @param error why it failed; present when the state is failed or dead, and while it is queued where it was handed back or an attempt
 *     failed: then why that was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobStatus(
        JobId jobId,
        int scriptId,
        State state,
        Instant acceptedAt,
        @Nullable Instant startedAt,
        @Nullable Instant cancelRequestedAt,
        double progress,
        @Nullable Integer secondsLeft,
        @Nullable Instant finishedAt,
        @Nullable CompileData result,
        @Nullable Problem error) {
    public JobStatus {
        Objects.requireNonNull(jobId, "jobId");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(acceptedAt, "acceptedAt");
    }

    /** Where a job stands; the names are those of {@code compile_jobs.state}. */
    public enum State {
        /** Accepted, and waiting for a worker or for its next attempt. */
        QUEUED,
        /** A worker is at it. */
        RUNNING,
        /** The video is published. */
        SUCCEEDED,
        /** Ended without a video. */
        FAILED,
        /** Set aside after it crashed its worker three times. */
        DEAD,
        /** Called off. */
        CANCELLED;

        /** The name on the wire: lower case. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The state with this name on the wire.
         *
         * @throws IllegalArgumentException if there is none
         */
        @JsonCreator
        public static State ofWireName(String wireName) {
            for (State state : values()) {
                if (state.wireName().equals(wireName)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("No state is called \"" + wireName + "\".");
        }
    }
}
