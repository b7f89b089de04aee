package dev.videocompilation.contract.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.Quality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/scripts/{scriptId}/compile}.
 *
 * @param outputFormat default mp4
 * @param quality default high
 * @param clips the videos to join, in this order; absent or empty: every approved one
 * @param webhookUrl where to send the events; absent: nowhere
 * @param jobId the caller's id of the job, which makes the request safe to repeat; absent: the server chooses one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CompileRequest(
        @Nullable OutputFormat outputFormat,
        @Nullable Quality quality,
        @Nullable List<Integer> clips,
        @Nullable String webhookUrl,
        @Nullable JobId jobId) {
    public CompileRequest {
        outputFormat = outputFormat == null ? OutputFormat.MP4 : outputFormat;
        quality = quality == null ? Quality.HIGH : quality;
        clips = clips == null ? List.of() : List.copyOf(clips);
    }
}
