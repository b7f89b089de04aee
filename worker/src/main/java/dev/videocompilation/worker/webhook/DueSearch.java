package dev.videocompilation.worker.webhook;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the webhook that is attempted next: the one that has been due longest, of a host that holds no slot before one of a host
 * that does, so that several silent receivers do not starve the others either.
 *
 * <p>A search beside some hosts reads every due webhook of theirs, and there may be many after an outage. One that found nothing is
 * not made again for these hosts or more until a webhook was written or the interval has passed.
 */
final class DueSearch {
    private final Outbox outbox;
    private final HostSlots slots;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private final AtomicInteger written = new AtomicInteger();
    private @Nullable Nothing latest;

    /**
     * A search.
     *
     * @param interval how long it holds that nothing was found
     * @param nanoTime a monotonic clock
     */
    DueSearch(Outbox outbox, HostSlots slots, Duration interval, LongSupplier nanoTime) {
        this.outbox = Objects.requireNonNull(outbox);
        this.slots = Objects.requireNonNull(slots);
        this.interval = Objects.requireNonNull(interval);
        this.nanoTime = Objects.requireNonNull(nanoTime);
    }

    /** Claims the next one and takes a slot for it, where one is free and something is due that may have it. */
    synchronized Optional<ClaimedWebhook> claim() {
        if (!slots.isOneFree()) {
            return Optional.empty();
        }
        Optional<ClaimedWebhook> claimed = claimBeside(slots.holders()).or(() -> claimBeside(slots.full()));
        claimed.ifPresent(webhook -> slots.take(webhook.host()));
        return claimed;
    }

    /** A webhook may have been written: what was found before holds no longer. */
    void renew() {
        written.incrementAndGet();
    }

    /** How long it still holds that nothing was found; the interval where that does not. */
    synchronized Duration pause() {
        if (latest == null || written.get() != latest.written()) {
            return interval;
        }
        Duration left = interval.minusNanos(nanoTime.getAsLong() - latest.atNanos());
        return left.isPositive() ? left : interval;
    }

    private Optional<ClaimedWebhook> claimBeside(Set<String> hosts) {
        Nothing nothing = new Nothing(hosts, written.get(), nanoTime.getAsLong());
        if (latest != null && latest.saysSo(nothing, interval)) {
            return Optional.empty();
        }
        Optional<ClaimedWebhook> claimed = outbox.claimDue(hosts);
        if (claimed.isEmpty()) {
            latest = nothing;
        }
        return claimed;
    }

    /** That nothing was due beside some hosts' webhooks, when so many had been written, at that time. */
    private record Nothing(Set<String> besideHosts, int written, long atNanos) {
        boolean saysSo(Nothing asked, Duration interval) {
            return written == asked.written
                    && asked.atNanos - atNanos < interval.toNanos()
                    && asked.besideHosts.containsAll(besideHosts);
        }
    }
}
