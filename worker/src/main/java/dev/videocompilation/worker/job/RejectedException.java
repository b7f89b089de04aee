package dev.videocompilation.worker.job;

import dev.videocompilation.contract.error.ErrorCode;
import java.util.Objects;
import java.util.Optional;

/**
 * A permanent failure: the same request with the same media would fail again. The message is one sentence for the user who
 * asked; it holds no path of this machine and no secret.
 */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Optional<ClipRef> clip;

    public RejectedException(ErrorCode code, String message) {
        this(code, message, Optional.empty());
    }

    public RejectedException(ErrorCode code, String message, ClipRef clip) {
        this(code, message, Optional.of(clip));
    }

    private RejectedException(ErrorCode code, String message, Optional<ClipRef> clip) {
        super(message);
        this.code = Objects.requireNonNull(code);
        this.clip = clip;
    }

    public ErrorCode code() {
        return code;
    }

    /** The one clip that is at fault, where one is. */
    public Optional<ClipRef> clip() {
        return clip;
    }
}
