package dev.videocompilation.worker.sweep;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is left to do.
 *
 * @param queued jobs that wait
 * @param running jobs that are worked on, or whose worker died
 * @param oldestWaiting since the acceptance of the queued job that was accepted first; zero where none is queued
 * @param estimatedWork of all these jobs, from the time that the latest succeeded jobs took; empty while none has succeeded
 * @param pendingWebhooks events that are still to be delivered
 */
public record BacklogFigures(
        long queued, long running, Duration oldestWaiting, Optional<Duration> estimatedWork, long pendingWebhooks) {
    public BacklogFigures {
        Objects.requireNonNull(oldestWaiting);
        Objects.requireNonNull(estimatedWork);
    }

    /** One line of names and values. */
    @Override
    public String toString() {
        return "backlog: queued=%d running=%d oldestWaitingSeconds=%d estimatedWorkSeconds=%s pendingWebhooks=%d"
                .formatted(
                        queued,
                        running,
                        oldestWaiting.toSeconds(),
                        estimatedWork
                                .map(work -> Long.toString(work.toSeconds()))
                                .orElse("unknown"),
                        pendingWebhooks);
    }
}
