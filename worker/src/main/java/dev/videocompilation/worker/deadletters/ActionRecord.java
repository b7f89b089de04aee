package dev.videocompilation.worker.deadletters;

import dev.videocompilation.worker.operator.Actor;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What was done before to a message, or to one with the same job or body.
 *
 * @param action {@code replay} or {@code discard}
 * @param actor who, and why
 * @param resetFrom the state that the job was reset from
 * @param actedAt when it was begun
 * @param done whether the message was gone from the dead-letter queue at the end
 */
public record ActionRecord(String action, Actor actor, Optional<String> resetFrom, Instant actedAt, boolean done) {
    public ActionRecord {
        Objects.requireNonNull(action);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(resetFrom);
        Objects.requireNonNull(actedAt);
    }
}
