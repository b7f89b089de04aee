package dev.videocompilation.contract.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An error's body, {@code application/problem+json} (RFC 9457), with the catalogue's code. Begin with {@link #of}.
 *
 * @param type {@code urn:videocompilation:error:} and the code
 * @param title the code's summary
 * @param status the HTTP status
 * @param detail what happened this time and what to do
 * @param code the code
 * @param retryable whether the same request may succeed later
 * @param clipId the section video at fault, where it is one
 * @param jobId the job, where there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        ErrorCode code,
        boolean retryable,
        @Nullable Integer clipId,
        @Nullable JobId jobId) {
    /** The media type of a problem (RFC 9457, section 3). */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(code, "code");
    }

    /** The problem for this code; the detail says what happened this time. */
    public static Problem of(ErrorCode code, String detail) {
        return new Problem(
                "urn:videocompilation:error:" + code.name(),
                code.summary(),
                statusOf(code),
                detail,
                code,
                code.retryable(),
                null,
                null);
    }

    /** This problem with the section video at fault. */
    public Problem withClipId(int id) {
        return new Problem(type, title, status, detail, code, retryable, id, jobId);
    }

    /** This problem with its job. */
    public Problem withJobId(JobId id) {
        return new Problem(type, title, status, detail, code, retryable, clipId, id);
    }

    /** The HTTP status with which the code is answered (RFC 9110, section 15). */
    public static int statusOf(ErrorCode code) {
        return switch (code) {
            case MESSAGE_MALFORMED, SCHEMA_VERSION_UNSUPPORTED, REQUEST_INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case SCRIPT_NOT_FOUND, VIDEO_NOT_FOUND, JOB_NOT_FOUND -> 404;
            case JOB_ID_CONFLICT, VIDEO_NOT_APPROVABLE -> 409;
            case MESSAGE_TOO_LARGE -> 413;
            case NOT_SUPPORTED_YET,
                    NO_APPROVED_CLIPS,
                    CLIP_NOT_ALLOWED,
                    CLIP_NOT_FOUND,
                    CLIP_LOCATION_REFUSED,
                    CLIP_EMPTY,
                    CLIP_TRUNCATED,
                    CLIP_UNREADABLE,
                    CLIP_UNSUPPORTED,
                    CLIP_TOO_LARGE,
                    CLIP_CHANGED,
                    CLIPS_NOT_COMPATIBLE,
                    TRANSITION_NOT_POSSIBLE,
                    SOUND_NOT_COPYABLE,
                    CAPTIONS_UNREADABLE,
                    TEXT_NOT_POSSIBLE,
                    JOB_TOO_LARGE,
                    SIZE_NOT_REACHABLE,
                    WEBHOOK_URL_REFUSED -> 422;
            case RESULT_NOT_PROVEN,
                    ENGINE_FAILED,
                    ENGINE_TIMEOUT,
                    ENGINE_LIMIT,
                    WORKER_CRASHED,
                    RETRIES_EXHAUSTED,
                    QUEUE_NOT_FOUND,
                    SETTINGS_INVALID,
                    INTERNAL_ERROR -> 500;
            case FEATURE_UNAVAILABLE -> 501;
            case DISK_FULL, DISK_BUSY, DISK_FAILED, STORAGE_UNAVAILABLE, DATABASE_UNAVAILABLE, QUEUE_UNAVAILABLE -> 503;
        };
    }
}
