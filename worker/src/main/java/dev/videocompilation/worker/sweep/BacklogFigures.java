package dev.videocompilation.worker.sweep;

import dev.videocompilation.worker.telemetry.Metric;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is left to do.
 *
 * @param jobs that have not ended
 * @param estimatedWork of all these jobs, from the time that the latest succeeded ones took; empty while none has succeeded
 * @param webhooks that are not delivered
 */
public record BacklogFigures(Jobs jobs, Optional<Duration> estimatedWork, Webhooks webhooks) {
    public BacklogFigures {
        Objects.requireNonNull(jobs);
        Objects.requireNonNull(estimatedWork);
        Objects.requireNonNull(webhooks);
    }

    /**
     * Jobs that have not ended.
     *
     * @param queued that wait
     * @param due those of them that may start now
     * @param running that are worked on, or whose worker died
     * @param oldestDue for how long the one that has been due longest is due; zero where none is
     */
    public record Jobs(long queued, long due, long running, Duration oldestDue) {
        public Jobs {
            Objects.requireNonNull(oldestDue);
        }
    }

    /**
     * Events that are still to be delivered.
     *
     * @param pending all of them
     * @param due those whose next attempt is due
     * @param oldestPending since the writing or the last replay of the one that has been pending longest; zero where none is
     */
    public record Webhooks(long pending, long due, Duration oldestPending) {
        public Webhooks {
            Objects.requireNonNull(oldestPending);
        }
    }

    /** The same as gauges; what is unknown has none. */
    public Map<Metric, Double> gauges() {
        Map<Metric, Double> gauges = new EnumMap<>(Metric.class);
        gauges.put(Metric.BACKLOG_JOBS_QUEUED, (double) jobs.queued());
        gauges.put(Metric.BACKLOG_JOBS_DUE, (double) jobs.due());
        gauges.put(Metric.BACKLOG_JOBS_RUNNING, (double) jobs.running());
        gauges.put(Metric.BACKLOG_OLDEST_DUE, seconds(jobs.oldestDue()));
        estimatedWork.ifPresent(work -> gauges.put(Metric.BACKLOG_ESTIMATED_SECONDS, seconds(work)));
        gauges.put(Metric.BACKLOG_WEBHOOKS_PENDING, (double) webhooks.pending());
        gauges.put(Metric.BACKLOG_WEBHOOKS_DUE, (double) webhooks.due());
        gauges.put(Metric.BACKLOG_OLDEST_WEBHOOK, seconds(webhooks.oldestPending()));
        return gauges;
    }

    /** One line of names and values. */
    @Override
    public String toString() {
        return "backlog: queued=%d due=%d running=%d oldestDueSeconds=%d estimatedWorkSeconds=%s pendingWebhooks=%d dueWebhooks=%d oldestWebhookSeconds=%d"
                .formatted(
                        jobs.queued(),
                        jobs.due(),
                        jobs.running(),
                        jobs.oldestDue().toSeconds(),
                        estimatedWork
                                .map(work -> Long.toString(work.toSeconds()))
                                .orElse("unknown"),
                        webhooks.pending(),
                        webhooks.due(),
                        webhooks.oldestPending().toSeconds());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
