package dev.videocompilation.worker.ledger;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Exponential backoff with full jitter: anything between nothing and the doubled base, up to the cap. */
public final class RetryBackoff {
    private static final int MOST_DOUBLINGS = 30;

    private final RetrySettings settings;
    private final RandomGenerator random;

    public RetryBackoff(RetrySettings settings, RandomGenerator random) {
        this.settings = Objects.requireNonNull(settings);
        this.random = Objects.requireNonNull(random);
    }

    /**
     * The wait before the next attempt.
     *
     * @param failures how many attempts have failed, at least 1
     */
    public Duration after(int failures) {
        long doubled = settings.base().toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long bound = Math.min(doubled, settings.cap().toMillis());
        return Duration.ofMillis(random.nextLong(bound + 1));
    }

    public int attempts() {
        return settings.attempts();
    }
}
