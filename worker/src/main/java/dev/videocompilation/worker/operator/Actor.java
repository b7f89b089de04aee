package dev.videocompilation.worker.operator;

import java.util.Objects;

/**
 * Who acts, and why; both are recorded.
 *
 * @param name of the person
 * @param reason in the person's words
 */
public record Actor(String name, String reason) {
    public Actor {
        Objects.requireNonNull(name);
        Objects.requireNonNull(reason);
    }
}
