package dev.videocompilation.worker.sweep;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Counts what is left to do. */
public final class Backlog {
    private static final String FIGURES = """
            WITH unfinished AS (
                SELECT count(*) FILTER (WHERE state = 'queued') AS queued,
                       count(*) FILTER (WHERE state = 'running') AS running,
                       min(accepted_at) FILTER (WHERE state = 'queued') AS oldest
                FROM video_compilation.compile_jobs WHERE state IN ('queued', 'running')),
            latest AS (
                SELECT avg((result->>'duration')::numeric) AS millis
                FROM (SELECT result FROM video_compilation.compile_jobs WHERE state = 'succeeded' AND finished_at IS NOT NULL
                      ORDER BY finished_at DESC LIMIT 100) AS succeeded)
            SELECT queued, running,
                   coalesce(extract(epoch FROM now() - oldest) * 1000, 0)::bigint AS oldest_millis,
                   ((queued + running) * latest.millis)::bigint AS work_millis,
                   (SELECT count(*) FROM video_compilation.webhook_outbox WHERE state = 'pending') AS webhooks
            FROM unfinished, latest""";

    private final DSLContext database;

    public Backlog(DSLContext database) {
        this.database = Objects.requireNonNull(database);
    }

    /** The figures of this moment, the estimate from the 100 jobs that succeeded last. */
    public BacklogFigures count() {
        Record row = database.fetchSingle(FIGURES);
        return new BacklogFigures(
                row.get("queued", Long.class),
                row.get("running", Long.class),
                Duration.ofMillis(row.get("oldest_millis", Long.class)),
                Optional.ofNullable(row.get("work_millis", Long.class)).map(Duration::ofMillis),
                row.get("webhooks", Long.class));
    }
}
