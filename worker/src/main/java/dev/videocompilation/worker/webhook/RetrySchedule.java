package dev.videocompilation.worker.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a webhook that failed is tried again. Jitter is only added, at most a tenth of the wait, so that no receiver is called
 * earlier than the schedule says.
 *
 * @param waits before each attempt, counted from the end of the attempt before it; one attempt for each
 * @param random the source of the jitter
 */
public record RetrySchedule(List<Duration> waits, RandomGenerator random) {
    private static final double MOST_JITTER = 0.1;
    /** The waits that Standard Webhooks recommends: ten attempts over 75 h 35 min. */
    static final String STANDARD_WAITS = "0s,5s,5m,30m,2h,5h,10h,14h,20h,24h";

    public RetrySchedule {
        waits = List.copyOf(waits);
        Objects.requireNonNull(random);
    }

    /**
     * The wait before the next attempt.
     *
     * @param attemptsMade including the one that failed just now
     * @param retryAfter what the receiver asked for; kept where it is later than the schedule
     * @return empty where the last attempt has been made
     */
    public Optional<Duration> waitAfter(int attemptsMade, Optional<Duration> retryAfter) {
        if (attemptsMade >= waits.size()) {
            return Optional.empty();
        }
        Duration wait = waits.get(attemptsMade);
        Duration jittered = wait.plusMillis((long) (wait.toMillis() * MOST_JITTER * random.nextDouble()));
        return Optional.of(
                retryAfter.filter(asked -> asked.compareTo(jittered) > 0).orElse(jittered));
    }
}
