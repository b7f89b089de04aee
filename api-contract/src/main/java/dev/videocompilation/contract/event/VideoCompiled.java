package dev.videocompilation.contract.event;

import dev.videocompilation.contract.job.JobId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/**
 * {@code video.compiled}: the job's video is published and the script points to it, unless the job is superseded.
 *
 * @param timestamp when the result was committed; cut to milliseconds
 * @param data the result
 */
public record VideoCompiled(Instant timestamp, Data data) implements WebhookEvent {
    /** The event's name on the wire. */
    public static final String TYPE = "video.compiled";

    public VideoCompiled {
        timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
        Objects.requireNonNull(data, "data");
    }

    @Override
    public String type() {
        return TYPE;
    }

    /**
     * The result. Durations are written with millisecond precision.
     *
     * @param scriptId the script
     * @param videoCount how many clips were joined
     * @param totalDuration the compiled video's length; on the wire a number of seconds
     * @param compiledVideoUrl its lasting address, at most 4,096 characters
     * @param fileSizeBytes its size; on the wire {@code fileSize}
     * @param jobId the job
     * @param duration the whole job, from its claim to the commit of its result; on the wire whole milliseconds
     * @param breakdown where the time went
     * @param clips how each clip was treated, in the order of the video
     * @param clipsOmitted how many entries of {@code clips} were left out to keep the event below its size limit;
     *     normally 0, and then absent on the wire
     * @param superseded whether a job of the script that was accepted later had succeeded already, so that the script
     *     points to that one's video; absent on the wire where false
     */
    public record Data(
            int scriptId,
            int videoCount,
            Duration totalDuration,
            URI compiledVideoUrl,
            long fileSizeBytes,
            JobId jobId,
            Duration duration,
            Breakdown breakdown,
            List<ClipTreatment> clips,
            int clipsOmitted,
            boolean superseded) {
        private static final int MAX_URL_LENGTH = 4_096;

        public Data {
            totalDuration = totalDuration.truncatedTo(ChronoUnit.MILLIS);
            if (compiledVideoUrl.toString().length() > MAX_URL_LENGTH) {
                throw new IllegalArgumentException(
                        "compiledVideoUrl is longer than " + MAX_URL_LENGTH + " characters.");
            }
            Objects.requireNonNull(jobId, "jobId");
            duration = duration.truncatedTo(ChronoUnit.MILLIS);
            Objects.requireNonNull(breakdown, "breakdown");
            clips = List.copyOf(clips);
        }

        /** The result with no clip left out, and not superseded. */
        public Data(
                int scriptId,
                int videoCount,
                Duration totalDuration,
                URI compiledVideoUrl,
                long fileSizeBytes,
                JobId jobId,
                Duration duration,
                Breakdown breakdown,
                List<ClipTreatment> clips) {
            this(
                    scriptId,
                    videoCount,
                    totalDuration,
                    compiledVideoUrl,
                    fileSizeBytes,
                    jobId,
                    duration,
                    breakdown,
                    clips,
                    0,
                    false);
        }

        Data withFirstClips(int count) {
            int omitted = clipsOmitted + clips.size() - count;
            return new Data(
                    scriptId,
                    videoCount,
                    totalDuration,
                    compiledVideoUrl,
                    fileSizeBytes,
                    jobId,
                    duration,
                    breakdown,
                    clips.subList(0, count),
                    omitted,
                    superseded);
        }

        /** The same result of a job that is superseded, or is not. */
        public Data withSuperseded(boolean newSuperseded) {
            return new Data(
                    scriptId,
                    videoCount,
                    totalDuration,
                    compiledVideoUrl,
                    fileSizeBytes,
                    jobId,
                    duration,
                    breakdown,
                    clips,
                    clipsOmitted,
                    newSuperseded);
        }
    }
}
