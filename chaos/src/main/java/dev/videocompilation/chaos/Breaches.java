package dev.videocompilation.chaos;

import java.util.ArrayList;
import java.util.List;

/** What was found broken. */
final class Breaches {
    private static final int MOST_OF_A_KIND = 10;

    private final List<String> found = new ArrayList<>();

    void add(String breach) {
        found.add(breach);
    }

    /** Adds one breach that names some of the cases. */
    void addAll(String what, List<?> cases) {
        if (!cases.isEmpty()) {
            found.add("%d %s: %s"
                    .formatted(
                            cases.size(),
                            what,
                            cases.stream().limit(MOST_OF_A_KIND).toList()));
        }
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
