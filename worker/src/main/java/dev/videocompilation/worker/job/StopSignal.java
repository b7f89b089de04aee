package dev.videocompilation.worker.job;

import java.util.Objects;
import java.util.Optional;

/**
 * Tells a running job to stop, from another thread: remembers the first reason and interrupts the job's thread, upon which
 * child processes are ended and transfers aborted. After {@link #finish()} no interrupt reaches the thread any more.
 */
public final class StopSignal {
    /** Why a job must stop, the strongest first. */
    public enum Reason {
        /** Another worker holds the job, or it has ended: nothing of it may be written any more. */
        LEASE_LOST,
        /** The lease could not be renewed for so long that another worker may hold the job soon: handed back where none does yet. */
        LEASE_UNRENEWED,
        /** The job was called off: it ends as cancelled. */
        CANCELLED,
        /** This worker ends: the job is handed back as it was and no attempt is counted. */
        SHUTDOWN
    }

    private final Thread jobThread;
    private Optional<Reason> reason = Optional.empty();
    private boolean draining;
    private boolean finished;

    public StopSignal(Thread jobThread) {
        this.jobThread = Objects.requireNonNull(jobThread);
    }

    /** A signal that nobody raises, for a caller that stops by ending the program. */
    public static StopSignal never() {
        return new StopSignal(Thread.currentThread());
    }

    /**
     * Stops the job. A lost lease overrides every earlier reason, since it forbids even the handing back; one that could not be renewed
     * overrides those that would let the job's end be written at leisure.
     *
     * @return whether there was still something to stop
     */
    public synchronized boolean stop(Reason newReason) {
        if (reason.isEmpty() || newReason.compareTo(reason.get()) < 0) {
            reason = Optional.of(newReason);
        }
        if (!finished) {
            jobThread.interrupt();
        }
        return !finished;
    }

    /**
     * Says that the worker ends and the job may go on for a while. A signal that was sent to the whole process group may end the
     * job's child processes meanwhile, which is then no failure of theirs.
     */
    public synchronized void drain() {
        draining = true;
    }

    public synchronized boolean isDraining() {
        return draining;
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
