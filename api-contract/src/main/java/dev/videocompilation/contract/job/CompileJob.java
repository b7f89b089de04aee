package dev.videocompilation.contract.job;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One request to join a script's videos into one. Start with {@link #of} and add what is wanted:
 *
 * <pre>{@code
 * CompileJob.of(new JobId("compile-67890-1"), 67890)
 *         .withUserId("user-12")
 *         .withWebhookUrl(URI.create("https://example.com/hooks/video"));
 * }</pre>
 *
 * <p>The ranges given below are checked when the message is read ({@link JobMessageReader}), not here.
 *
 * @param jobId the sender's id of the job
 * @param scriptId the script, 1 to 2147483647
 * @param clips the ids of the section videos to join, in this order, at most 1,000; a video may be named more than
 *     once and is then joined as often. Empty: every approved video of the script, by section, then id
 * @param output what to make
 * @param options what is wished beyond joining the clips
 * @param webhookUrl where to send the events: absolute, http or https, at most 2,048 characters, no user info
 * @param userId the user in whose name the job runs, 1 to 128 printable ASCII characters without space. Clips must be
 *     this user's; it is also the SQS message group, whose limit the 128 is
 * @param requestedAt when the user asked
 * @param traceparent the W3C Trace Context of the request
 */
public record CompileJob(
        JobId jobId,
        int scriptId,
        List<Integer> clips,
        OutputSpec output,
        CompileOptions options,
        Optional<URI> webhookUrl,
        Optional<String> userId,
        Optional<Instant> requestedAt,
        Optional<String> traceparent) {

    public CompileJob {
        Objects.requireNonNull(jobId, "jobId");
        clips = List.copyOf(clips);
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(webhookUrl, "webhookUrl");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(requestedAt, "requestedAt");
        Objects.requireNonNull(traceparent, "traceparent");
    }

    /** A job that joins every approved video of the script into an MP4 and tells no one. */
    public static CompileJob of(JobId jobId, int scriptId) {
        return new CompileJob(
                jobId,
                scriptId,
                List.of(),
                OutputSpec.DEFAULT,
                CompileOptions.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** This job with these clips, in this order; an empty list means every approved video. */
    public CompileJob withClips(List<Integer> newClips) {
        return new CompileJob(jobId, scriptId, newClips, output, options, webhookUrl, userId, requestedAt, traceparent);
    }

    /** This job with this output. */
    public CompileJob withOutput(OutputSpec newOutput) {
        return new CompileJob(jobId, scriptId, clips, newOutput, options, webhookUrl, userId, requestedAt, traceparent);
    }

    /** This job with these options. */
    public CompileJob withOptions(CompileOptions newOptions) {
        return new CompileJob(jobId, scriptId, clips, output, newOptions, webhookUrl, userId, requestedAt, traceparent);
    }

    /** This job with its events sent to this address. */
    public CompileJob withWebhookUrl(URI url) {
        return new CompileJob(
                jobId, scriptId, clips, output, options, Optional.of(url), userId, requestedAt, traceparent);
    }

    /** This job in the name of this user. */
    public CompileJob withUserId(String id) {
        return new CompileJob(
                jobId, scriptId, clips, output, options, webhookUrl, Optional.of(id), requestedAt, traceparent);
    }

    /** This job with the time at which the user asked. */
    public CompileJob withRequestedAt(Instant time) {
        return new CompileJob(
                jobId, scriptId, clips, output, options, webhookUrl, userId, Optional.of(time), traceparent);
    }

    /** This job as part of this trace. */
    public CompileJob withTraceparent(String parent) {
        return new CompileJob(
                jobId, scriptId, clips, output, options, webhookUrl, userId, requestedAt, Optional.of(parent));
    }
}
