package dev.videocompilation.worker.ledger;

import dev.videocompilation.contract.event.Breakdown;
import dev.videocompilation.contract.event.ClipTreatment;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A job's finished result, before it is committed.
 *
 * @param compiledVideoUrl the lasting address
 * @param key the object's key in the output bucket
 * @param fileSizeBytes its size
 * @param totalDuration of the video
 * @param duration from the claim to this moment
 * @param breakdown by stage
 * @param clips how each was treated, in order; those that were skipped come last
 * @param plan the plan as a person reads it
 * @param proof what the proof measured
 */
public record CompileResult(
        URI compiledVideoUrl,
        String key,
        long fileSizeBytes,
        Duration totalDuration,
        Duration duration,
        Breakdown breakdown,
        List<ClipTreatment> clips,
        String plan,
        Proof proof) {
    public CompileResult {
        clips = List.copyOf(clips);
    }

    /** How many clips the video holds. */
    public int videoCount() {
        return (int) clips.stream()
                .filter(clip -> clip.picture() != ClipTreatment.Picture.SKIPPED)
                .count();
    }

    /**
     * What was proven before publishing.
     *
     * @param frames each bit by bit its clip's
     * @param joinsDecoded joins that were decoded on both sides
     * @param greatestOffsetMs between sound and picture at any join
     * @param engine the ffmpeg version
     */
    public record Proof(int frames, int joinsDecoded, double greatestOffsetMs, String engine) {}
}
