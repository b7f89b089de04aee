package dev.videocompilation.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.impl.DSL;

/** How long killed jobs waited for another worker: from the kill to the next claim, or to their end where that came first. */
record Recovery(List<Duration> waits) {
    /** For each job whose last change before a time was a claim by a process: the milliseconds from then to its next change. */
    private static final String WAITS = """
            with last as (
                select distinct on (job_id) job_id, id, to_state, owner from chaos.transitions
                where at <= to_timestamp({0} / 1000.0) order by job_id, id desc)
            select (extract(epoch from min(next.at)) * 1000)::bigint - {0}
            from last join chaos.transitions next on next.job_id = last.job_id and next.id > last.id
            where last.to_state = 'running' and last.owner like {1} group by last.job_id
            """;

    Recovery {
        waits = List.copyOf(waits);
    }

    /** Reads the waits of the jobs that the killed processes had claimed. */
    static Recovery of(World world, List<Kill> kills) {
        List<Duration> waits = new ArrayList<>();
        for (Kill kill : kills) {
            world.database()
                    .fetch(WAITS, DSL.val(kill.atMillis()), DSL.val("%/" + kill.pid()))
                    .forEach(row -> waits.add(Duration.ofMillis(row.get(0, Long.class))));
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
