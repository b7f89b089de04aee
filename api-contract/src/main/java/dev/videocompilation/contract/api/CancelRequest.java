package dev.videocompilation.contract.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/compile-jobs/{jobId}/cancel}.
 *
 * @param reason why the job is called off, for its receiver; at most 500 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CancelRequest(@Nullable String reason) {}
