package dev.videocompilation.worker.operator;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Keeps what is done one by one below a number a second. Not for several threads. */
public final class ActionRate {
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private long nextNanos;
    private boolean started;

    /**
     * A rate by a clock.
     *
     * @param perSecond how many a second
     * @param nanoTime a monotonic clock
     */
    public ActionRate(int perSecond, LongSupplier nanoTime, Pause pause) {
        this.intervalNanos = SECOND_NANOS / perSecond;
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.pause = Objects.requireNonNull(pause);
    }

    /** Returns when the next may be done. */
    public void await() {
        long waitNanos = started ? nextNanos - nanoTime.getAsLong() : 0;
        if (waitNanos > 0) {
            pause.pause(Duration.ofNanos(waitNanos));
        }
        started = true;
        nextNanos = nanoTime.getAsLong() + intervalNanos;
    }
}
