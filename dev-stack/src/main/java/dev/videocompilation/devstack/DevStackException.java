package dev.videocompilation.devstack;

/** A part of the stack could not be started or stopped; the message is one sentence that says what to do. */
public final class DevStackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DevStackException(String message) {
        super(message);
    }

    DevStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
