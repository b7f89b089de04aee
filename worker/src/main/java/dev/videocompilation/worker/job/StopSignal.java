package dev.videocompilation.worker.job;

import java.util.Objects;
import java.util.Optional;

/**
 * Tells a running job to stop, from another thread: remembers the first reason and interrupts the job's thread, upon which
 * child processes are ended and transfers aborted. After {@link #finish()} no interrupt reaches the thread any more.
 */
public final class StopSignal {
    /** Why a job must stop. */
    public enum Reason {
        /** Another worker may hold the job by now: nothing of it may be written any more. */
        LEASE_LOST,
        /** This worker ends: the job is handed back as it was and no attempt is counted. */
        SHUTDOWN,
        /** The job was called off: it ends as cancelled. */
        CANCELLED
    }

    private final Thread jobThread;
    private Optional<Reason> reason = Optional.empty();
    private boolean finished;

    public StopSignal(Thread jobThread) {
        this.jobThread = Objects.requireNonNull(jobThread);
    }

    /** A signal that nobody raises, for a caller that stops by ending the program. */
    public static StopSignal never() {
        return new StopSignal(Thread.currentThread());
    }

    /**
     * Stops the job. A lost lease overrides an earlier reason, since it forbids even the handing back.
     *
     * @return whether there was still something to stop
     */
    public synchronized boolean stop(Reason newReason) {
        if (reason.isEmpty() || newReason == Reason.LEASE_LOST) {
            reason = Optional.of(newReason);
        }
        if (!finished) {
            jobThread.interrupt();
        }
        return !finished;
    }

    public synchronized Optional<Reason> reason() {
        return reason;
    }

    /** Called between stages, so that a stage which ignores interrupts delays a stop but cannot prevent it. */
    public void throwIfStopped() {
        if (reason().isPresent()) {
            throw new StoppedException();
        }
    }

    /** Ends the time in which the job's thread may be interrupted, and clears an interrupt that came late. Job thread only. */
    public synchronized void finish() {
        finished = true;
        if (Thread.currentThread() == jobThread) {
            Thread.interrupted();
        }
    }
}
