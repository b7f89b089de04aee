package dev.videocompilation.contract.api;

import java.util.Objects;

/**
 * The 200 answer to a compile request whose job ended within the wait, in the form that callers of the system before
 * this one know.
 *
 * @param success always true; a failure is answered with a {@link Problem}
 * @param message for people
 * @param data the result
 */
public record CompileResponse(boolean success, String message, CompileData data) {
    public CompileResponse {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(data, "data");
    }

    /** The answer for this result. */
    public static CompileResponse completed(CompileData data) {
        return new CompileResponse(true, "Video compilation completed", data);
    }
}
