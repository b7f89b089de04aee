package dev.videocompilation.worker.claim;

import dev.videocompilation.worker.job.ClipRef;

/**
 * A section video that a job takes.
 *
 * @param videoId its id
 * @param url where the backend says it lies ({@code result_url})
 */
public record SelectedClip(int videoId, String url) {
    public ClipRef ref() {
        return ClipRef.video(videoId);
    }
}
