package dev.videocompilation.contract.job;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How clips give way to one another. During a transition both are shown, so each makes the video shorter by its length.
 *
 * @param type of every join that is not named in {@code joins}
 * @param duration of it, 100 ms to 5 s
 * @param joins those that differ
 */
public record Transition(TransitionType type, Duration duration, List<AtJoin> joins) {
    /** What a message without {@code durationMs} means. */
    public static final Duration DEFAULT_DURATION = Duration.ofMillis(500);

    /**
     * The transition of one join.
     *
     * @param join its number: 1 is between the first clip and the second
     * @param type of this one
     * @param duration of this one, 100 ms to 5 s
     */
    public record AtJoin(int join, TransitionType type, Duration duration) {
        public AtJoin {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(duration, "duration");
        }
    }

    public Transition {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(duration, "duration");
        joins = List.copyOf(joins);
    }

    /** The same transition at every join. */
    public static Transition of(TransitionType type, Duration duration) {
        return new Transition(type, duration, List.of());
    }

    /** That of the join with this number, from 1 on. */
    public AtJoin at(int join) {
        return joins.stream()
                .filter(each -> each.join() == join)
                .findFirst()
                .orElseGet(() -> new AtJoin(join, type, duration));
    }
}
