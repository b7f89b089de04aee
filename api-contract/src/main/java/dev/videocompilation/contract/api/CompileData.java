package dev.videocompilation.contract.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.videocompilation.contract.job.JobId;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a compile job. Names and units are those of the system before this one.
 *
 * @param scriptId the script
 * @param videoCount how many clips were joined
 * @param totalDuration the compiled video's length in seconds
 * @param compiledVideoUrl its lasting address
 * @param fileSize its size in bytes
 * @param jobId the job
 * @param duration the whole job in milliseconds, from its claim to the commit of its result
 * @param superseded true where a job of the script that was accepted later had succeeded already, so that the script points
 *     to that one's video; absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CompileData(
        int scriptId,
        int videoCount,
        BigDecimal totalDuration,
        String compiledVideoUrl,
        long fileSize,
        JobId jobId,
        long duration,
        @Nullable Boolean superseded) {
    public CompileData {
        Objects.requireNonNull(totalDuration, "totalDuration");
        Objects.requireNonNull(compiledVideoUrl, "compiledVideoUrl");
        Objects.requireNonNull(jobId, "jobId");
    }
}
