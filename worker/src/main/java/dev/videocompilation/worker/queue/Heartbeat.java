package dev.videocompilation.worker.queue;

import dev.videocompilation.worker.claim.LeaseRenewal;
import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.StopSignal;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one job's message hidden and its lease alive, together. Each beat renews the lease, then sets the full visibility; a
 * failed beat is tried again soon. A lease that another holds stops the job at once; one that comes back with a wish to cancel
 * stops it too, and is kept alive while the job cleans up after itself. A job is also stopped by a watch that no
 * stalled call can hold up, when no lease was renewed for {@code HEARTBEAT_GIVE_UP} since before the last renewal was sent: before
 * another worker may take the job.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Beat beat;
    private final HeartbeatSettings settings;
    private final StopSignal signal;
    private final LongSupplier nanoTime;
    private final WorkerMetrics metrics;
    private final Thread beating;
    private final Thread watching;
    private boolean closed;
    private long renewedAtNanos;

    /** What one beat does. */
    interface Beat {
        /** Renews the lease, where the claim still stands. */
        LeaseRenewal renewLease();

        /** Hides the message for the full visibility. */
        void hideMessage();
    }

    private Heartbeat(
            Beat beat, HeartbeatSettings settings, StopSignal signal, LongSupplier nanoTime, WorkerMetrics metrics) {
        this.beat = Objects.requireNonNull(beat);
        this.settings = Objects.requireNonNull(settings);
        this.signal = Objects.requireNonNull(signal);
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.metrics = Objects.requireNonNull(metrics);
        this.beating = Thread.ofPlatform().daemon().name("heartbeat").unstarted(this::keepBeating);
        this.watching = Thread.ofPlatform().daemon().name("lease-watch").unstarted(this::watch);
    }

    /**
     * Starts beating for a claim that was just made.
     *
     * @param claimedAtNanos by {@code nanoTime}, read before the claim was sent
     */
    static Heartbeat start(
            Beat beat,
            HeartbeatSettings settings,
            StopSignal signal,
            LongSupplier nanoTime,
            WorkerMetrics metrics,
            long claimedAtNanos) {
        Heartbeat heartbeat = new Heartbeat(beat, settings, signal, nanoTime, metrics);
        heartbeat.renewedAtNanos = claimedAtNanos;
        heartbeat.beating.start();
        heartbeat.watching.start();
        return heartbeat;
    }

    /** Ends the beating and waits for a beat in flight, so that none can undo what is done to the message next. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (beating.isAlive() || watching.isAlive()) {
            try {
                beating.join();
                watching.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepBeating() {
        Duration wait = settings.interval();
        boolean cancelled = false;
        while (pauseUntil(nanoTime.getAsLong() + wait.toNanos())) {
            Optional<LeaseRenewal> renewal = renew();
            if (renewal.isPresent() && renewal.get() == LeaseRenewal.LOST) {
                // A job that has just ended refuses too, and then there is nothing to stop.
                if (signal.stop(StopSignal.Reason.LEASE_LOST)) {
                    LOG.warn("the lease is another's; stopping the job");
                }
                return;
            }
            // Once only: a second interrupt would disturb the cleaning up.
            if (!cancelled && renewal.isPresent() && renewal.get() == LeaseRenewal.CANCEL_REQUESTED) {
                cancelled = true;
                if (signal.stop(StopSignal.Reason.CANCELLED)) {
                    LOG.info("the job is called off; stopping it");
                }
            }
            boolean hidden = hide();
            wait = renewal.isPresent() && hidden ? settings.interval() : settings.retry();
        }
    }

    private void watch() {
        long giveUpAt = giveUpAtNanos();
        while (pauseUntil(giveUpAt)) {
            giveUpAt = giveUpAtNanos();
            if (giveUpAt <= nanoTime.getAsLong()) {
                // A job that has just ended may still be writing that down.
                if (signal.stop(StopSignal.Reason.LEASE_UNRENEWED)) {
                    LOG.warn(
                            "no lease renewed for {} s; stopping the job",
                            settings.giveUp().toSeconds());
                }
                return;
            }
        }
    }

    /** Waits until a time; false when closed before. */
    private boolean pauseUntil(long untilNanos) {
        lock.lock();
        try {
            while (!closed) {
                long left = untilNanos - nanoTime.getAsLong();
                if (left <= 0 || changed.awaitNanos(left) <= 0) {
                    return !closed;
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long giveUpAtNanos() {
        lock.lock();
        try {
            return renewedAtNanos + settings.giveUp().toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** Renews the lease; empty where that failed, which says nothing of the claim. */
    private Optional<LeaseRenewal> renew() {
        long sentAtNanos = nanoTime.getAsLong();
        try {
            LeaseRenewal renewal = beat.renewLease();
            if (renewal != LeaseRenewal.LOST) {
                lock.lock();
                try {
                    renewedAtNanos = sentAtNanos;
                } finally {
                    lock.unlock();
                }
            }
            return Optional.of(renewal);
        } catch (RuntimeException e) {
            failed("renew the lease", e);
            return Optional.empty();
        }
    }

    private boolean hide() {
        try {
            beat.hideMessage();
            return true;
        } catch (RuntimeException e) {
            failed("keep the message hidden", e);
            return false;
        }
    }

    private void failed(String what, RuntimeException e) {
        metrics.heartbeatFailed();
        LOG.warn(
                "could not {} ({}); trying again in {} s",
                what,
                FailureReason.of(e),
                settings.retry().toSeconds());
    }
}
