package dev.videocompilation.worker.job;

/** The stage gave up because its job's {@link StopSignal} was raised; what the job becomes is the signal's matter. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("stopped");
    }
}
