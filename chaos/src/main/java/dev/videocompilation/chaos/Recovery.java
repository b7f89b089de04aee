package dev.videocompilation.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.impl.DSL;

/**
 * How long killed jobs waited for another worker: from the kill to the next claim, or to their end where that came first.
 *
 * @param waits all of it, in ascending order
 * @param apart the same without the wait in the queue behind other jobs: what is over once the message is visible again, for as long as
 *     messages waited that any worker could receive; in ascending order
 */
record Recovery(List<Duration> waits, List<Duration> apart) {
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
        apart = List.copyOf(apart);
    }

    /**
     * Reads the waits of the jobs that the killed processes had claimed.
     *
     * @param visibility for how long at most a dead worker's message stays hidden
     */
    static Recovery of(World world, List<Kill> kills, BacklogWatch backlog, Duration visibility) {
        List<Duration> waits = new ArrayList<>();
        List<Duration> apart = new ArrayList<>();
        for (Kill kill : kills) {
            world.database()
                    .fetch(WAITS, DSL.val(kill.atMillis()), DSL.val("%/" + kill.pid()))
                    .forEach(row -> {
                        Duration wait = Duration.ofMillis(row.get(0, Long.class));
                        long visibleAt = kill.atMillis() + visibility.toMillis();
                        waits.add(wait);
                        apart.add(wait.minus(backlog.within(visibleAt, kill.atMillis() + wait.toMillis())));
                    });
        }
        return new Recovery(
                waits.stream().sorted().toList(), apart.stream().sorted().toList());
    }

    /** The wait that so many of 100 do not pass; nothing where nobody waited. */
    static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.isEmpty() ? Duration.ZERO : sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }
}
