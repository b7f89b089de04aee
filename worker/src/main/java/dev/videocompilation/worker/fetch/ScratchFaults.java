package dev.videocompilation.worker.fetch;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.job.TransientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;

/** What a failure of the scratch disk means for a job. */
public final class ScratchFaults {
    private ScratchFaults() {}

    /** The failure to throw; never one that a retry against S3 would take for its own. */
    public static RuntimeException of(String what, IOException failure) {
        if (failure instanceof ClosedByInterruptException) {
            return new StoppedException();
        }
        // The JDK has no type for ENOSPC, EDQUOT and EIO: the system's words are all there is.
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        if (message.contains("No space left on device") || message.contains("quota exceeded")) {
            return new TransientException(
                    ErrorCode.DISK_FULL, "the scratch disk was full when the worker tried to " + what, failure);
        }
        if (message.contains("Input/output error")) {
            return new TransientException(
                    ErrorCode.DISK_FAILED, "the scratch disk failed when the worker tried to " + what, failure);
        }
        return new UncheckedIOException("tried to %s but scratch failed".formatted(what), failure);
    }
}
