package dev.videocompilation.worker.job;

import dev.videocompilation.contract.error.ErrorCode;
import java.util.Objects;

/**
 * The worker cannot begin the job beside those that it runs: nothing was begun and nothing has failed, so the job is handed back and no
 * attempt counted.
 */
public final class NotNowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public NotNowException(ErrorCode code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code);
    }

    public ErrorCode code() {
        return code;
    }
}
