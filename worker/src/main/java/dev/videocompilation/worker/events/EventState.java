package dev.videocompilation.worker.events;

import java.util.Arrays;
import java.util.Locale;

/** Where an event's delivery stands. */
public enum EventState {
    /** It waits for its next attempt, or a worker is at it. */
    PENDING,
    /** The receiver has it. */
    DELIVERED,
    /** The receiver answered 410: it wants no more of it. */
    DISABLED,
    /** Every attempt of the schedule failed. */
    EXHAUSTED;

    /** As the database has it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static EventState ofWireName(String name) {
        return Arrays.stream(values())
                .filter(state -> state.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no state of an event: " + name));
    }
}
