package dev.videocompilation.worker.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** How long to hide a message whose job this worker does not run now, by how often it has been received. */
public final class HideDelays {
    private static final int MOST_DOUBLINGS = 20;

    private final Duration base;
    private final Duration cap;
    private final Duration busyCap;
    private final RandomGenerator random;

    /**
     * Makes the delays.
     *
     * @param base after the first receive; doubles with each
     * @param cap the longest after a failure that is not the job's
     * @param busyCap the longest while another holds the job
     */
    public HideDelays(Duration base, Duration cap, Duration busyCap, RandomGenerator random) {
        this.base = Objects.requireNonNull(base);
        this.cap = Objects.requireNonNull(cap);
        this.busyCap = Objects.requireNonNull(busyCap);
        this.random = Objects.requireNonNull(random);
    }

    /** For a failure that is not the job's: half of the doubled base at least, up to the cap. */
    Duration afterReceives(int receiveCount) {
        long bound = Math.min(doubled(base, receiveCount), cap.toMillis());
        return Duration.ofMillis(bound / 2 + random.nextLong(bound / 2 + 1));
    }

    /**
     * For a job that another holds: what is left of its lease and up to a tenth more, doubling with each receive up to a cap, so
     * that a healthy long job's duplicate does not use up its receives.
     */
    Duration whileBusy(Duration remaining, int receiveCount) {
        long least = Math.max(remaining.toMillis(), Duration.ofSeconds(1).toMillis());
        long bound = Math.min(doubled(Duration.ofMillis(least), receiveCount), busyCap.toMillis());
        return Duration.ofMillis(bound + random.nextLong(bound / 10 + 1));
    }

    private static long doubled(Duration base, int receiveCount) {
        return base.toMillis() << Math.min(Math.max(receiveCount - 1, 0), MOST_DOUBLINGS);
    }
}
