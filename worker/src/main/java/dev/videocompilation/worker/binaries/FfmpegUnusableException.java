package dev.videocompilation.worker.binaries;

/** There is no ffmpeg to work with, or it lacks what no job can do without. The message says how to mend it. */
public final class FfmpegUnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FfmpegUnusableException(String message) {
        super(message);
    }
}
