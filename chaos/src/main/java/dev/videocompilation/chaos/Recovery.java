package dev.videocompilation.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jooq.impl.DSL;

/**
 * How long killed jobs waited for another worker: from the kill to the next claim, or to their end where that came first.
 *
 * @param waits the longest first, without the wait behind other jobs
 */
record Recovery(List<Wait> waits) {
    /** For each job whose last change before a time was a claim by a process: the milliseconds from then to its next change. */
    private static final String WAITS = """
            with last as (
                select distinct on (job_id) job_id, id, to_state, owner from chaos.transitions
                where at <= to_timestamp({0} / 1000.0) order by job_id, id desc)
            select last.job_id, (extract(epoch from min(next.at)) * 1000)::bigint - {0}
            from last join chaos.transitions next on next.job_id = last.job_id and next.id > last.id
            where last.to_state = 'running' and last.owner like {1} group by last.job_id
            """;

    Recovery {
        waits = waits.stream()
                .sorted(Comparator.comparing(Wait::apart).reversed())
                .toList();
    }

    /**
     * One job's, for one kill.
     *
     * @param kill of the worker that had claimed the job, at whichever job's thread
     * @param whole all of it
     * @param apart the same without the wait in the queue behind other jobs: what is over once the message is visible again, for as long as
     *     messages waited that any worker could receive
     */
    record Wait(String jobId, Kill kill, Duration whole, Duration apart) {
        @Override
        public String toString() {
            return "%s, killed at %s at %s, waited %.1f s, %.1f s of it apart from others"
                    .formatted(jobId, kill.point(), killedAt(), whole.toMillis() / 1000.0, apart.toMillis() / 1000.0);
        }

        private Instant killedAt() {
            return Instant.ofEpochMilli(kill.atMillis());
        }

        private String csv() {
            Instant claimedAt = killedAt().plus(whole);
            return "%s,%s,%d,%s,%s,%.3f,%.3f"
                    .formatted(
                            jobId,
                            kill.point(),
                            kill.pid(),
                            killedAt(),
                            claimedAt,
                            whole.toMillis() / 1000.0,
                            apart.toMillis() / 1000.0);
        }
    }

    /**
     * Reads the waits of the jobs that the killed processes had claimed.
     *
     * @param visibility for how long at most a dead worker's message stays hidden
     */
    static Recovery of(World world, List<Kill> kills, BacklogWatch backlog, Duration visibility) {
        List<Wait> waits = new ArrayList<>();
        for (Kill kill : kills) {
            world.database()
                    .fetch(WAITS, DSL.val(kill.atMillis()), DSL.val("%/" + kill.pid()))
                    .forEach(row -> {
                        Duration whole = Duration.ofMillis(row.get(1, Long.class));
                        long visibleAt = kill.atMillis() + visibility.toMillis();
                        Duration behind = backlog.within(visibleAt, kill.atMillis() + whole.toMillis());
                        waits.add(new Wait(row.get(0, String.class), kill, whole, whole.minus(behind)));
                    });
        }
        return new Recovery(waits);
    }

    /** Writes all of them, a line each. */
    void write(Path file) {
        List<String> lines = new ArrayList<>(List.of("job,point,pid,killed_at,claimed_at,wait_s,apart_s"));
        waits.forEach(wait -> lines.add(wait.csv()));
        try {
            Files.write(file, lines, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The waits that so many of 100 do not pass. */
    Duration percentile(Function<Wait, Duration> part, int percent) {
        return percentile(waits.stream().map(part).sorted().toList(), percent);
    }

    /** The wait that so many of 100 do not pass; nothing where nobody waited. */
    static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.isEmpty() ? Duration.ZERO : sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }
}
