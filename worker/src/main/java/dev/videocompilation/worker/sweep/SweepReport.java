package dev.videocompilation.worker.sweep;

/**
 * What one sweep did.
 *
 * @param resent messages that were sent again
 * @param outputsRemoved objects that no row pointed to
 * @param uploadsAborted unfinished uploads
 * @param rowsRemoved finished jobs' rows
 * @param failedSteps steps that failed or were not done in time; the log says which, and the next sweep takes them up again
 */
public record SweepReport(int resent, int outputsRemoved, int uploadsAborted, int rowsRemoved, int failedSteps) {
    boolean didSomething() {
        return resent + outputsRemoved + uploadsAborted + rowsRemoved > 0;
    }

    /** As it stands in the log. */
    @Override
    public String toString() {
        return "swept: %d jobs sent again, %d outputs removed, %d uploads aborted, %d old jobs removed"
                        .formatted(resent, outputsRemoved, uploadsAborted, rowsRemoved)
                + (failedSteps == 0 ? "" : "; %d steps are left to the next sweep".formatted(failedSteps));
    }
}
