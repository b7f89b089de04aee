package dev.videocompilation.worker.webhook;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The slots that attempts run in, and the hosts that hold them. One host holds half of them at most: a receiver that is silent
 * keeps each until the timeout, and the others' webhooks go on beside it.
 */
final class HostSlots {
    /** Attempts at a time. */
    static final int ALL = 20;

    /** Attempts at a time at one host. */
    static final int MOST_OF_A_HOST = ALL / 2;

    private final Map<String, Integer> held = new HashMap<>();
    private int free = ALL;

    synchronized boolean isOneFree() {
        return free > 0;
    }

    synchronized boolean areAllFree() {
        return free == ALL;
    }

    /** The hosts that hold a slot. */
    synchronized Set<String> holders() {
        return Set.copyOf(held.keySet());
    }

    /** The hosts that may hold no more. */
    synchronized Set<String> full() {
        return held.entrySet().stream()
                .filter(host -> host.getValue() >= MOST_OF_A_HOST)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    synchronized void take(String host) {
        free--;
        held.merge(host, 1, Integer::sum);
    }

    synchronized void giveBack(String host) {
        free++;
        held.computeIfPresent(host, (same, slots) -> slots == 1 ? null : slots - 1);
    }
}
