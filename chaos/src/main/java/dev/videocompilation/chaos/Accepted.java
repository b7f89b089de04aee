package dev.videocompilation.chaos;

import dev.videocompilation.worker.ledger.CancelAnswer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the world was asked to do, and what it answered.
 *
 * @param kinds every job that was accepted, by its id
 * @param calledOff what the world answered to those who called a job off, by the job's id, where it answered
 * @param malformed how many messages were sent that are no jobs, as {@code malformed-1} and so on
 */
record Accepted(Map<String, JobKind> kinds, Map<String, CancelAnswer> calledOff, int malformed) {
    Accepted {
        kinds = Map.copyOf(kinds);
        calledOff = Map.copyOf(calledOff);
    }

    /** Whether a job may have ended so: as its kind must, or as whoever called it off was told. */
    boolean mayEnd(String id, JobKind kind, String state, String errorCode) {
        @Nullable CancelAnswer answer = calledOff.get(id);
        return switch (answer) {
            case CancelAnswer.Cancelled _, CancelAnswer.Stopping _ -> state.equals("cancelled");
            case CancelAnswer.AlreadyEnded ended -> state.equals(ended.state().wireName());
            case CancelAnswer.Unknown _ -> false;
            case null -> kind.mayEnd(state, errorCode);
        };
    }
}
