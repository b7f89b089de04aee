package dev.videocompilation.worker.queue;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many jobs run at a time, and the lock by which one has the worker to itself: it takes every slot. While a job waits for that,
 * no slot is given out to the poller, so that the wait lasts as long as what is running. Whoever waits holds no slot, so two that do
 * cannot block one another; they have the worker one after the other.
 */
final class JobSlots {
    /** What a wait for every slot came to. */
    enum Solitude {
        /** Nothing else runs in this worker, and nothing will until the slot is closed. */
        ALONE,
        /** Something else still runs. */
        NOT_YET,
        /** The worker ends; there is nothing to wait for. */
        ENDING
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int all;
    private int free;
    private int waiting;
    private boolean ending;

    JobSlots(int all) {
        this.all = all;
        this.free = all;
    }

    /** Takes every free slot up to {@code most}, after a wait for the first; 0 where none came, or a job waits to be alone. */
    int take(int most, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (free == 0 || waiting > 0) {
                if (left <= 0) {
                    return 0;
                }
                left = changed.awaitNanos(left);
            }
            int taken = Math.min(most, free);
            free -= taken;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Gives slots back that were taken and got no job. */
    void giveBack(int slots) {
        lock.lock();
        try {
            free += slots;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A slot that was taken, now in the hands of its job. */
    Slot taken() {
        return new Slot();
    }

    /** Ends every wait to be alone, now and from now on. */
    void endWaits() {
        lock.lock();
        try {
            ending = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no slot is taken and no job waits for any; false where the time is over first. */
    boolean awaitIdle(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (free < all || waiting > 0) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** One job's place. For the job's thread alone. */
    final class Slot implements AutoCloseable {
        private int held = 1;
        private boolean wantsAll;

        private Slot() {}

        /** Whether this job holds every slot there is. */
        boolean isAlone() {
            return held == all;
        }

        /** Gives this slot up to wait for all of them; until this is closed, the poller gets none. */
        void giveUpForAll() {
            lock.lock();
            try {
                free += held;
                held = 0;
                wantsAll = true;
                waiting++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Waits for all of them, once this slot was given up. */
        Solitude awaitAll(Duration wait) throws InterruptedException {
            lock.lock();
            try {
                long left = wait.toNanos();
                while (free < all && !ending) {
                    if (left <= 0) {
                        return Solitude.NOT_YET;
                    }
                    left = changed.awaitNanos(left);
                }
                if (ending) {
                    return Solitude.ENDING;
                }
                free = 0;
                held = all;
                stopWanting();
                return Solitude.ALONE;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                free += held;
                held = 0;
                stopWanting();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void stopWanting() {
            if (wantsAll) {
                wantsAll = false;
                waiting--;
            }
        }
    }
}
