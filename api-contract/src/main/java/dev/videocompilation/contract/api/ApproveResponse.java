package dev.videocompilation.contract.api;

import java.util.Objects;

/**
 * The answer to {@code POST /api/section-videos/{videoId}/approve}, in the form that callers of the system before this
 * one know.
 *
 * @param success always true; a failure is answered with a {@link Problem}
 * @param message for people
 * @param data the video
 */
public record ApproveResponse(boolean success, String message, ApprovedVideo data) {
    public ApproveResponse {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(data, "data");
    }

    /** The answer for this video. */
    public static ApproveResponse approved(int videoId) {
        return new ApproveResponse(
                true, "Video approved successfully", new ApprovedVideo(String.valueOf(videoId), "approved"));
    }

    /**
     * The approved video.
     *
     * @param videoId its id, as a string: callers know it so
     * @param status always {@code approved}
     */
    public record ApprovedVideo(String videoId, String status) {
        public ApprovedVideo {
            Objects.requireNonNull(videoId, "videoId");
            Objects.requireNonNull(status, "status");
        }
    }
}
