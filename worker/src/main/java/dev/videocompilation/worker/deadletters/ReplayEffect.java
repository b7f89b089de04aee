package dev.videocompilation.worker.deadletters;

import dev.videocompilation.contract.api.JobStatus.State;
import java.util.Optional;

/** What comes of a message that is sent to its source queue again, as far as the job's row tells. */
public sealed interface ReplayEffect {
    /** A worker takes the job: it is queued, or has no row yet. */
    record Runs() implements ReplayEffect {}

    /** A worker is at the job; the message waits for its lease and has no effect if the worker finishes. */
    record AlreadyRunning() implements ReplayEffect {}

    /**
     * The job has ended: the worker that gets the message deletes it.
     *
     * @param state how it has ended
     */
    record Finished(State state) implements ReplayEffect {}

    /** The job was set aside: a worker moves the message to the dead-letter queue again. */
    record SetAside() implements ReplayEffect {}

    /**
     * The job is moved back to queued and runs again.
     *
     * @param from the state that it is moved from
     */
    record Reset(State from) implements ReplayEffect {}

    /** No job to this release: a worker of this release moves the message to the dead-letter queue again. */
    record Malformed() implements ReplayEffect {}

    /** The job id is another job's: a worker moves the message to the dead-letter queue again. */
    record IdTaken() implements ReplayEffect {}

    /** Of a later schema version: only newer workers take it. */
    record LeftForNewer() implements ReplayEffect {}

    /** What comes of a message, where its job is reset if that is wished and the job failed. */
    static ReplayEffect of(DeadLetter letter, boolean reset) {
        return switch (letter.content().kind()) {
            case MALFORMED -> new Malformed();
            case LATER_VERSION -> new LeftForNewer();
            case JOB -> letter.row().map(row -> ofJob(letter, row, reset)).orElseGet(Runs::new);
        };
    }

    private static ReplayEffect ofJob(DeadLetter letter, JobRow row, boolean reset) {
        if (!letter.content().fingerprint().equals(Optional.of(row.fingerprint()))) {
            return new IdTaken();
        }
        return switch (row.state()) {
            case QUEUED -> new Runs();
            case RUNNING -> new AlreadyRunning();
            case SUCCEEDED, CANCELLED -> new Finished(row.state());
            case FAILED -> reset ? new Reset(State.FAILED) : new Finished(State.FAILED);
            case DEAD -> reset ? new Reset(State.DEAD) : new SetAside();
        };
    }
}
