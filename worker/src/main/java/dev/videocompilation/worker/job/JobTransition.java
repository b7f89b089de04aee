package dev.videocompilation.worker.job;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.event.VideoCompileCancelled;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.VideoCompiled;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every way in which a job may come into a state, and no other exists. {@code docs/state-machine.md} draws them; a test compares
 * the two, and another that whoever writes a state names one of these.
 */
public enum JobTransition {
    /** The enqueueing client commits the row. */
    ACCEPT(null, State.QUEUED, Mover.ENQUEUER, null),
    /** A bare message is accepted and claimed in one. */
    ACCEPT_AND_CLAIM(null, State.RUNNING, Mover.CLAIMANT, null),
    /** A due job gets its worker. */
    CLAIM(State.QUEUED, State.RUNNING, Mover.CLAIMANT, null),
    /** A job whose lease has run out gets another worker. */
    TAKE_OVER(State.RUNNING, State.RUNNING, Mover.CLAIMANT, null),
    /** The result is committed. */
    COMPLETE(State.RUNNING, State.SUCCEEDED, Mover.HOLDER, VideoCompiled.TYPE),
    /** A permanent failure, or one transient failure too many. */
    FAIL(State.RUNNING, State.FAILED, Mover.HOLDER, VideoCompileFailed.TYPE),
    /** A transient failure: queued until the next attempt. */
    RETRY_LATER(State.RUNNING, State.QUEUED, Mover.HOLDER, null),
    /** A soft stop: queued again, no attempt counted. */
    RELEASE(State.RUNNING, State.QUEUED, Mover.HOLDER, null),
    /** There is no room for the job beside others: queued again, not begun, no attempt counted. */
    HAND_BACK(State.RUNNING, State.QUEUED, Mover.HOLDER, null),
    /** The worker that is at the job stops it. */
    CANCEL(State.RUNNING, State.CANCELLED, Mover.HOLDER, VideoCompileCancelled.TYPE),
    /** No worker is at the job. */
    CANCEL_QUEUED(State.QUEUED, State.CANCELLED, Mover.CANCELLER, VideoCompileCancelled.TYPE),
    /** The lease of the worker that was at the job has run out. */
    CANCEL_ABANDONED(State.RUNNING, State.CANCELLED, Mover.CANCELLER, VideoCompileCancelled.TYPE),
    /** A job that crashed its worker three times with nothing beside it is set aside. */
    PARK(State.RUNNING, State.DEAD, Mover.CLAIMANT, VideoCompileFailed.TYPE),
    /** An operator gives a job that failed another try under its own id. */
    RESET_FAILED(State.FAILED, State.QUEUED, Mover.OPERATOR, null),
    /** An operator gives a job that was set aside another try under its own id. */
    RESET_DEAD(State.DEAD, State.QUEUED, Mover.OPERATOR, null);

    /** Who may move a job. */
    public enum Mover {
        /** The client that hands the job over. */
        ENQUEUER,
        /** A worker with the job's message: where the job waits or its lease has run out. */
        CLAIMANT,
        /** The worker whose claim stands: under its fence. */
        HOLDER,
        /** Whoever calls the job off or meets one that is: where no claim stands. */
        CANCELLER,
        /** A person at the command line, by name and with a reason. */
        OPERATOR
    }

    private final @Nullable State from;
    private final State to;
    private final Mover mover;
    private final @Nullable String event;

    JobTransition(@Nullable State from, State to, Mover mover, @Nullable String event) {
        this.from = from;
        this.to = Objects.requireNonNull(to);
        this.mover = Objects.requireNonNull(mover);
        this.event = event;
    }

    /** The state that the job must be in; empty where it has no row yet. */
    public Optional<State> from() {
        return Optional.ofNullable(from);
    }

    public State to() {
        return to;
    }

    public Mover mover() {
        return mover;
    }

    /** The type of the event that is committed with the change. */
    public Optional<String> event() {
        return Optional.ofNullable(event);
    }

    /** Whether no transition leads out of a state, an operator's apart. */
    public static boolean isFinal(State state) {
        return Arrays.stream(values())
                .filter(transition -> transition.mover != Mover.OPERATOR)
                .noneMatch(transition -> transition.from == state);
    }
}
