package dev.videocompilation.worker.sweep;

import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.StoppedException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of one sweep, each on a thread of its own and no longer than its equal part of the time that is left: one that
 * fails or hangs hinders no other. What was done of such a one counts all the same.
 */
final class BoundedSteps {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedSteps.class);

    private final long endNanos;
    private int left;
    private int failed;

    /**
     * Begins.
     *
     * @param within how long all the steps may take together
     * @param steps how many there are
     */
    BoundedSteps(Duration within, int steps) {
        this.endNanos = System.nanoTime() + within.toNanos();
        this.left = steps;
    }

    /** A part of a sweep. */
    @FunctionalInterface
    interface Step {
        /**
         * Does what there is to do, until it is done or the thread is interrupted.
         *
         * @param done is told how much was done, as it is done
         */
        void run(IntConsumer done);
    }

    /** How many have failed or were cut off so far. */
    int failed() {
        return failed;
    }

    /**
     * Runs the next step.
     *
     * @param what the step, as it follows "tried to"
     * @return how much of it was done
     * @throws StoppedException if the thread is interrupted; the step is too
     */
    int run(String what, Step step) {
        long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime())) / left--;
        AtomicInteger done = new AtomicInteger();
        FutureTask<Integer> task = new FutureTask<>(() -> step.run(done::addAndGet), 0);
        Thread.ofVirtual().name("sweep-step").start(task);
        try {
            var _ = task.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            failed++;
            LOG.warn("tried to {} but it took longer than {} ms; the next sweep goes on with it", what, millis);
        } catch (ExecutionException e) {
            failed++;
            LOG.warn(
                    "tried to {} but failed because {}; the next sweep goes on with it",
                    what,
                    FailureReason.of(Objects.requireNonNull(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        } finally {
            task.cancel(true);
        }
        return done.get();
    }
}
