package dev.videocompilation.worker.sweep;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * Counts what is left to do, and estimates the work in it from the 200 jobs that succeeded last. Jobs are of one kind whose numbers of
 * clips have as many binary digits: 1, 2 to 3, 4 to 7 and so on. A job's number is that of its frozen clips, else of those that its
 * message lists; one that has neither takes what its script has approved, which nobody has counted, and is of no kind. A job counts
 * for the mean time of its kind, or where none of its kind is among the 200, or it has none, for the mean of all; the mean, since
 * the figure is a sum. One that is running counts whole.
 */
public final class Backlog {
    private static final String FIGURES = """
            WITH latest AS MATERIALIZED (
                SELECT length(ltrim((result->>'videoCount')::integer::bit(32)::text, '0')) AS kind,
                       (result->>'duration')::numeric AS millis
                FROM (SELECT result FROM video_compilation.compile_jobs WHERE state = 'succeeded' AND finished_at IS NOT NULL
                      ORDER BY finished_at DESC LIMIT 200) AS succeeded),
            of_kind AS (SELECT kind, avg(millis) AS millis FROM latest GROUP BY kind),
            unfinished AS MATERIALIZED (
                SELECT state, next_attempt_at,
                       length(ltrim(jsonb_array_length(coalesce(clips, request->'clips'))::bit(32)::text, '0')) AS kind
                FROM video_compilation.compile_jobs WHERE state IN ('queued', 'running')),
            jobs AS (
                SELECT count(*) FILTER (WHERE state = 'queued') AS queued,
                       count(*) FILTER (WHERE state = 'queued' AND next_attempt_at <= now()) AS due,
                       count(*) FILTER (WHERE state = 'running') AS running,
                       min(next_attempt_at) FILTER (WHERE state = 'queued' AND next_attempt_at <= now()) AS oldest,
                       sum(coalesce(of_kind.millis, (SELECT avg(millis) FROM latest))) AS work_millis
                FROM unfinished LEFT JOIN of_kind USING (kind)),
            webhooks AS (
                SELECT count(*) AS pending,
                       count(*) FILTER (WHERE next_attempt_at <= now()) AS due,
                       min(coalesce(replayed_at, created_at)) AS oldest
                FROM video_compilation.webhook_outbox WHERE state = 'pending')
            SELECT jobs.queued, jobs.due, jobs.running,
                   coalesce(extract(epoch FROM now() - jobs.oldest) * 1000, 0)::bigint AS oldest_due_millis,
                   CASE WHEN EXISTS (SELECT FROM latest) THEN coalesce(work_millis, 0)::bigint END AS work_millis,
                   webhooks.pending AS webhooks_pending, webhooks.due AS webhooks_due,
                   coalesce(extract(epoch FROM now() - webhooks.oldest) * 1000, 0)::bigint AS oldest_webhook_millis
            FROM jobs, webhooks""";

    private final DSLContext database;

    public Backlog(DSLContext database) {
        this.database = Objects.requireNonNull(database);
    }

    /** The figures of this moment, by the database's clock. */
    public BacklogFigures count() {
        Record row = database.fetchSingle(FIGURES);
        return new BacklogFigures(
                new BacklogFigures.Jobs(
                        row.get("queued", Long.class),
                        row.get("due", Long.class),
                        row.get("running", Long.class),
                        millis(row, "oldest_due_millis")),
                Optional.ofNullable(row.get("work_millis", Long.class)).map(Duration::ofMillis),
                new BacklogFigures.Webhooks(
                        row.get("webhooks_pending", Long.class),
                        row.get("webhooks_due", Long.class),
                        millis(row, "oldest_webhook_millis")));
    }

    private static Duration millis(Record row, String name) {
        return Duration.ofMillis(row.get(name, Long.class));
    }
}
