package dev.videocompilation.worker.queue;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bounds a visibility timeout by what SQS allows: a message may stay hidden for 12 hours in all from its receive
 * (ChangeMessageVisibility, "Considerations for setting an appropriate visibility timeout").
 */
final class VisibilityLimit {
    static final Duration MOST = Duration.ofHours(12);

    private final LongSupplier nanoTime;

    VisibilityLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whole seconds, rounded up. */
    static int wholeSeconds(Duration wanted) {
        return Math.toIntExact(wanted.plusMillis(999).toSeconds());
    }

    /** Whole seconds, rounded up, at most what is left of the 12 hours, at least 0. */
    int seconds(ReceivedMessage message, Duration wanted) {
        long wantedSeconds = wholeSeconds(wanted);
        long elapsed = Duration.ofNanos(nanoTime.getAsLong() - message.receivedAtNanos())
                .toSeconds();
        return (int) Math.max(0, Math.min(wantedSeconds, MOST.toSeconds() - elapsed - 1));
    }
}
