package dev.videocompilation.worker.events;

import dev.videocompilation.worker.operator.Actor;
import java.time.Instant;
import java.util.Objects;

/**
 * A replay as it was recorded.
 *
 * @param replay its number, which its attempts carry
 * @param fromState the event's state before
 * @param actor who, and why
 * @param actedAt when
 */
public record RecordedReplay(int replay, String fromState, Actor actor, Instant actedAt) {
    public RecordedReplay {
        Objects.requireNonNull(fromState);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(actedAt);
    }
}
