package dev.videocompilation.worker.queue;

/** The queue is missing or lacks what the worker needs. The message says what to do. */
public final class QueueUnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueUnusableException(String message) {
        super(message);
    }
}
