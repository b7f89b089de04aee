package dev.videocompilation.worker.sweep;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;
import java.util.Objects;

/**
 * What is swept, and when.
 *
 * @param interval between two sweeps of one worker
 * @param budget of one sweep; what is not done then is the next one's
 * @param resend when messages are sent again
 * @param outputAge below which no output is removed
 * @param uploadAge below which no upload is aborted
 * @param retention of a finished job's row
 */
public record SweepSettings(
        Duration interval, Duration budget, Resend resend, Duration outputAge, Duration uploadAge, Duration retention) {
    /** How long a message can live: 4 days in the queue, and 14 in its dead-letter queue. */
    private static final Duration LIFE_OF_A_MESSAGE = Duration.ofDays(4 + 14);

    public SweepSettings {
        Objects.requireNonNull(interval);
        Objects.requireNonNull(budget);
        Objects.requireNonNull(resend);
        Objects.requireNonNull(outputAge);
        Objects.requireNonNull(uploadAge);
        Objects.requireNonNull(retention);
    }

    /**
     * When messages are sent again.
     *
     * @param runningAfter past the end of its lease, before a running job's message is sent again
     * @param queuedAfter past its {@code next_attempt_at}, before a queued job's message is sent again
     * @param cap above which the doubling wait between two re-sends does not grow
     */
    public record Resend(Duration runningAfter, Duration queuedAfter, Duration cap) {
        public Resend {
            Objects.requireNonNull(runningAfter);
            Objects.requireNonNull(queuedAfter);
            Objects.requireNonNull(cap);
        }

        private static Resend read(SettingsReader reader) {
            Resend resend = new Resend(
                    reader.duration(
                            "SWEEP_RUNNING_AFTER",
                            "180s",
                            "How long past its lease a running job's message is sent again; each further time after twice the wait."),
                    reader.duration(
                            "SWEEP_QUEUED_AFTER",
                            "15m",
                            "How long past its due time a queued job's message is sent again; each further time after twice the wait."),
                    reader.duration("SWEEP_RESEND_CAP", "6h", "Longest wait between two re-sends of a job's message."));
            // A wait of nothing does not double.
            reader.require(resend.runningAfter.isPositive(), "SWEEP_RUNNING_AFTER must be longer than nothing");
            reader.require(resend.queuedAfter.isPositive(), "SWEEP_QUEUED_AFTER must be longer than nothing");
            reader.require(
                    resend.cap.compareTo(resend.runningAfter) >= 0 && resend.cap.compareTo(resend.queuedAfter) >= 0,
                    "SWEEP_RESEND_CAP must be no shorter than SWEEP_RUNNING_AFTER and SWEEP_QUEUED_AFTER");
            return resend;
        }
    }

    /** Reads the settings whose names begin with {@code SWEEP_}, and {@code JOB_RETENTION}. */
    public static SweepSettings read(SettingsReader reader) {
        SweepSettings settings = new SweepSettings(
                reader.duration(
                        "SWEEP_INTERVAL", "60s", "How often each worker sweeps, unless another is just sweeping."),
                reader.duration(
                        "SWEEP_BUDGET",
                        "4m",
                        Duration.ofSeconds(1),
                        "How long one sweep may take, `video-worker sweep` with its webhooks; what is not done then is left to the next."),
                Resend.read(reader),
                reader.duration(
                        "SWEEP_OUTPUT_AGE", "1h", "Age below which an output is kept even if no job's result is it."),
                reader.duration("SWEEP_UPLOAD_AGE", "24h", "Age above which an unfinished upload is aborted."),
                reader.duration(
                        "JOB_RETENTION",
                        "2160h",
                        "How long a finished job's row is kept; at least 432h, the life of a message (4 days in the queue, 14 in its dead-letter queue), and longer where the queues keep messages longer, or an old message does its job again."));
        reader.require(settings.interval.isPositive(), "SWEEP_INTERVAL must be longer than nothing");
        reader.require(
                settings.retention.compareTo(LIFE_OF_A_MESSAGE) >= 0,
                "JOB_RETENTION must be at least %dh, the life of a message in both queues; a message that outlives its job's row does the job again"
                        .formatted(LIFE_OF_A_MESSAGE.toHours()));
        return settings;
    }
}
