package dev.videocompilation.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long killed jobs waited for another worker: from the kill to the next claim, or to their end where that came first. */
record Recovery(List<Duration> waits) {
    Recovery {
        waits = List.copyOf(waits);
    }

    /** Reads the waits of the jobs that the kills name and that were running then. */
    static Recovery of(World world, List<String> kills) {
        Map<String, List<long[]>> transitions = new HashMap<>();
        world.database()
                .fetch("select job_id, (extract(epoch from at) * 1000)::bigint, (to_state = 'running')::int"
                        + " from chaos.transitions order by id")
                .forEach(row -> transitions
                        .computeIfAbsent(row.get(0, String.class), _ -> new ArrayList<>())
                        .add(new long[] {row.get(1, Long.class), row.get(2, Integer.class)}));
        List<Duration> waits = new ArrayList<>();
        for (String kill : kills) {
            List<String> words = Arrays.asList(kill.split(" ", -1));
            long at = Long.parseLong(words.getFirst());
            List<long[]> known = transitions.getOrDefault(words.get(2), List.of());
            boolean running = false;
            for (long[] transition : known) {
                if (transition[0] <= at) {
                    running = transition[1] == 1;
                } else {
                    if (running) {
                        waits.add(Duration.ofMillis(transition[0] - at));
                    }
                    break;
                }
            }
        }
        return new Recovery(waits.stream().sorted().toList());
    }

    /** The wait that 99 of 100 do not pass; nothing where nobody waited. */
    Duration p99() {
        return waits.isEmpty() ? Duration.ZERO : waits.get((int) Math.ceil(waits.size() * 0.99) - 1);
    }

    Duration median() {
        return waits.isEmpty() ? Duration.ZERO : waits.get(waits.size() / 2);
    }
}
