package dev.videocompilation.chaos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The timings that the promises name, at a run's scale, as a worker's settings. */
final class Timings {
    private static final Map<String, Duration> REAL = Map.ofEntries(
            Map.entry("QUEUE_VISIBILITY", Duration.ofMinutes(2)),
            Map.entry("JOB_LEASE", Duration.ofSeconds(90)),
            Map.entry("HEARTBEAT_INTERVAL", Duration.ofSeconds(40)),
            Map.entry("HEARTBEAT_RETRY", Duration.ofSeconds(5)),
            Map.entry("HEARTBEAT_GIVE_UP", Duration.ofSeconds(80)),
            Map.entry("SOLITUDE_WAIT", Duration.ofMinutes(10)),
            Map.entry("DRAIN_TIMEOUT", Duration.ofSeconds(80)),
            Map.entry("BUSY_HIDE_CAP", Duration.ofHours(1)),
            Map.entry("RETRY_BASE", Duration.ofSeconds(5)),
            Map.entry("RETRY_CAP", Duration.ofMinutes(15)),
            Map.entry("SWEEP_INTERVAL", Duration.ofSeconds(60)),
            Map.entry("SWEEP_BUDGET", Duration.ofMinutes(4)),
            Map.entry("SWEEP_RUNNING_AFTER", Duration.ofSeconds(180)),
            Map.entry("SWEEP_QUEUED_AFTER", Duration.ofMinutes(15)),
            Map.entry("SWEEP_RESEND_CAP", Duration.ofHours(6)),
            Map.entry("SWEEP_OUTPUT_AGE", Duration.ofHours(1)),
            Map.entry("WEBHOOK_POLL_INTERVAL", Duration.ofSeconds(5)),
            Map.entry("WEBHOOK_TIMEOUT", Duration.ofSeconds(15)));

    private static final long[] RETRY_WAIT_SECONDS = {0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400};

    private Timings() {}

    static Map<String, String> settings(ChaosOptions options) {
        Map<String, String> settings = new LinkedHashMap<>();
        REAL.forEach((name, real) -> settings.put(name, options.scaled(real).toMillis() + "ms"));
        // An answer to a long poll of a second must have the time to come.
        settings.put(
                "QUEUE_RECEIVE_VISIBILITY",
                Math.max(2, options.scaled(Duration.ofSeconds(25)).toSeconds()) + "s");
        // SQS counts long polls in whole seconds.
        settings.put(
                "QUEUE_LONG_POLL",
                Math.max(1, options.scaled(Duration.ofSeconds(20)).toSeconds()) + "s");
        StringBuilder waits = new StringBuilder();
        for (long seconds : RETRY_WAIT_SECONDS) {
            waits.append(waits.isEmpty() ? "" : ",")
                    .append(options.scaled(Duration.ofSeconds(seconds)).toMillis())
                    .append("ms");
        }
        settings.put("WEBHOOK_RETRY_WAITS", waits.toString());
        return settings;
    }
}
