package dev.videocompilation.worker.queue;

import dev.videocompilation.worker.claim.ClaimResult.Busy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
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
     * that a healthy long job's duplicate does not use up its receives. Not doubled for a lease that was never renewed, or not lately:
     * its holder may have died before it could hide this very message for longer.
     */
    Duration whileBusy(Busy busy, int receiveCount) {
        Duration least = Collections.max(List.of(busy.remaining(), Duration.ofSeconds(1)));
        long bound = Math.min(busy.kept() ? doubled(least, receiveCount) : least.toMillis(), busyCap.toMillis());
        return Duration.ofMillis(bound + random.nextLong(bound / 10 + 1));
    }

    private static long doubled(Duration base, int receiveCount) {
        return base.toMillis() << Math.min(Math.max(receiveCount - 1, 0), MOST_DOUBLINGS);
    }
}
