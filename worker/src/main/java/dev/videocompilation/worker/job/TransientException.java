package dev.videocompilation.worker.job;

import dev.videocompilation.contract.error.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A failure that the same job may survive on a later attempt: a service out of reach, a disk that is full now. */
public final class TransientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public TransientException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
    }

    public ErrorCode code() {
        return code;
    }
}
