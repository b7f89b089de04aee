package dev.videocompilation.demo;

/** The demo cannot go on, or what it was shown is wrong; the message is one sentence that says what to do. */
final class DemoFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailedException(String message) {
        super(message);
    }

    DemoFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
