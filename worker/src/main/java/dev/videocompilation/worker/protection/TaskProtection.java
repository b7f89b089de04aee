package dev.videocompilation.worker.protection;

import dev.videocompilation.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the task's protection as it is wanted, on one thread of its own, so that requests never overtake one another and neither
 * a long poll nor a long job holds a refresh up. A refused refresh counts at once: the old protection covers what runs, and no
 * more is begun on what is left of it.
 */
final class TaskProtection implements ScaleInProtection {
    private static final Logger LOG = LoggerFactory.getLogger(TaskProtection.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 5;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AgentEndpoint agent;
    private final ProtectionSettings settings;
    private final WorkerMetrics metrics;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Thread keeping;
    private boolean wanted;
    private boolean closing;
    private boolean granted;
    /** Whether the task may be protected: a request whose answer was lost may have been granted. */
    private boolean perhapsProtected;

    private long endsAtNanos;
    private long nextRequestAtNanos;
    private int failures;

    private TaskProtection(
            AgentEndpoint agent,
            ProtectionSettings settings,
            WorkerMetrics metrics,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.agent = Objects.requireNonNull(agent);
        this.settings = Objects.requireNonNull(settings);
        this.metrics = Objects.requireNonNull(metrics);
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.random = Objects.requireNonNull(random);
        this.nextRequestAtNanos = nanoTime.getAsLong();
        this.keeping = Thread.ofPlatform().daemon().name("scale-in-protection").unstarted(this::keep);
    }

    /** Starts the thread, which asks for nothing yet. */
    static TaskProtection start(
            AgentEndpoint agent,
            ProtectionSettings settings,
            WorkerMetrics metrics,
            LongSupplier nanoTime,
            RandomGenerator random) {
        TaskProtection protection = new TaskProtection(agent, settings, metrics, nanoTime, random);
        protection.keeping.start();
        return protection;
    }

    @Override
    public boolean take(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            want(!closing);
            long left = wait.toNanos();
            while (!isHeld() && !closing && left > 0) {
                left = changed.awaitNanos(left);
            }
            return isHeld();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean held() {
        lock.lock();
        try {
            return isHeld();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Duration> giveBackAfter(Duration idle) {
        if (idle.compareTo(settings.idle()) < 0) {
            return Optional.empty();
        }
        lock.lock();
        try {
            want(false);
        } finally {
            lock.unlock();
        }
        return Optional.of(settings.idle());
    }

    /** Returns when protection is given back or the agent did not take it back in time. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closing) {
                return;
            }
            closing = true;
            want(false);
            // Once more, even where it was to be given back already and that failed.
            failures = 0;
            nextRequestAtNanos = nanoTime.getAsLong();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            // One request may be in flight, and one more follows it.
            if (!keeping.join(settings.timeout().multipliedBy(2).plus(LONGEST_WAIT))) {
                keeping.interrupt();
            }
        } catch (InterruptedException e) {
            keeping.interrupt();
            Thread.currentThread().interrupt();
        } finally {
            agent.close();
        }
    }

    /** Changes the wish; a changed one is acted upon at once, whatever failed before. Called with the lock. */
    private void want(boolean protection) {
        if (wanted != protection) {
            wanted = protection;
            granted = false;
            failures = 0;
            nextRequestAtNanos = nanoTime.getAsLong();
            changed.signalAll();
        }
    }

    /** Called with the lock. */
    private boolean isHeld() {
        return granted && endsAtNanos - nanoTime.getAsLong() > 0;
    }

    private void keep() {
        try {
            while (true) {
                switch (awaitNext()) {
                    case TAKE -> request(true);
                    case GIVE_BACK -> request(false);
                    case END -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private enum Next {
        TAKE,
        GIVE_BACK,
        END
    }

    private Next awaitNext() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (closing && (!perhapsProtected || failures > 0)) {
                    return Next.END;
                }
                long left = nextRequestAtNanos - nanoTime.getAsLong();
                if (left <= 0 && (wanted || perhapsProtected)) {
                    return wanted ? Next.TAKE : Next.GIVE_BACK;
                }
                // Looks at the clock again before long: its time need not pass as this wait's does.
                var _ = changed.awaitNanos(left > 0 ? Math.min(left, LONGEST_WAIT.toNanos()) : LONGEST_WAIT.toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    private void request(boolean protection) throws InterruptedException {
        long sentAtNanos = nanoTime.getAsLong();
        if (protection) {
            lock.lock();
            try {
                perhapsProtected = true;
            } finally {
                lock.unlock();
            }
        }
        AgentAnswer answer = protection ? agent.protect() : agent.giveBack();
        lock.lock();
        try {
            if (answer instanceof AgentAnswer.Done && !protection) {
                perhapsProtected = false;
            }
            if (wanted != protection) {
                // The wish has changed meanwhile; the next request is for the new one.
                return;
            }
            switch (answer) {
                case AgentAnswer.Done done -> succeeded(protection, sentAtNanos);
                case AgentAnswer.Refused refused -> failed(protection, refused.reason());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void succeeded(boolean protection, long sentAtNanos) {
        if (protection) {
            granted = true;
            endsAtNanos = sentAtNanos + settings.life().toNanos();
            nextRequestAtNanos = sentAtNanos + settings.life().toNanos() / 10 * 8;
            if (failures > 0) {
                LOG.info("scale-in protection is granted; taking messages again");
            }
        }
        LOG.debug("scale-in protection {}", protection ? "taken" : "given back");
        failures = 0;
    }

    private void failed(boolean protection, String reason) {
        granted = false;
        Duration wait = retryWait();
        failures++;
        nextRequestAtNanos = nanoTime.getAsLong() + wait.toNanos();
        if (protection) {
            metrics.protectionRefused();
            LOG.warn(
                    "scale-in protection is not granted ({}); running jobs go on, no message is taken; asking again in {} ms",
                    reason,
                    wait.toMillis());
        } else {
            LOG.warn(
                    "scale-in protection could not be given back ({}); {}",
                    reason,
                    closing
                            ? "it ends by itself after %d min"
                                    .formatted(settings.life().toMinutes())
                            : "trying again in %d ms".formatted(wait.toMillis()));
        }
    }

    /** Half of the doubled wait at least, so that many tasks that were refused together do not ask together. */
    private Duration retryWait() {
        long bound = Math.min(FIRST_RETRY.toMillis() << Math.min(failures, MOST_DOUBLINGS), LAST_RETRY.toMillis());
        return Duration.ofMillis(bound / 2 + random.nextLong(bound / 2 + 1));
    }
}
