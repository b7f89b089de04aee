package dev.videocompilation.worker.webhook;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How webhooks are delivered.
 *
 * @param allowLocalTargets whether http and addresses that are not public are admitted
 * @param secrets what webhooks are signed with
 * @param pollInterval how often the outbox is looked at when nothing wakes it
 * @param timeout for one attempt, from the resolving of the host to the end of the answer
 * @param retryWaits before each attempt, counted from the end of the attempt before it
 */
public record WebhookSettings(
        boolean allowLocalTargets,
        WebhookSecrets secrets,
        Duration pollInterval,
        Duration timeout,
        List<Duration> retryWaits) {
    private static final int LEASE_IN_TIMEOUTS = 4;
    private static final Duration MOST_TIMEOUT = Duration.ofSeconds(30);
    static final Duration LONGEST_LEASE = MOST_TIMEOUT.multipliedBy(LEASE_IN_TIMEOUTS);

    public WebhookSettings {
        Objects.requireNonNull(secrets);
        Objects.requireNonNull(pollInterval);
        Objects.requireNonNull(timeout);
        retryWaits = List.copyOf(retryWaits);
    }

    /** How long a worker has a due webhook to itself: longer than any attempt, so that only a crash lets it pass. */
    Duration lease() {
        return timeout.multipliedBy(LEASE_IN_TIMEOUTS);
    }

    /** Reads the settings whose names begin with {@code WEBHOOK_}. */
    public static WebhookSettings read(SettingsReader reader) {
        WebhookSettings settings = new WebhookSettings(
                reader.flag(
                        "WEBHOOK_ALLOW_LOCAL_TARGETS",
                        false,
                        "Whether webhooks may go to http and to private addresses; for local use only."),
                WebhookSecrets.read(reader),
                reader.duration("WEBHOOK_POLL_INTERVAL", "5s", "How often the outbox is searched for due webhooks."),
                reader.duration(
                        "WEBHOOK_TIMEOUT", "15s", "How long one delivery attempt may take in all, at most 30s."),
                reader.durations(
                        "WEBHOOK_RETRY_WAITS",
                        RetrySchedule.STANDARD_WAITS,
                        "The wait before each delivery attempt, counted from the attempt before it; after the last one a webhook is given up."));
        reader.require(settings.pollInterval.isPositive(), "WEBHOOK_POLL_INTERVAL must be longer than nothing");
        reader.require(
                settings.timeout.isPositive() && settings.timeout.compareTo(MOST_TIMEOUT) <= 0,
                "WEBHOOK_TIMEOUT must be longer than nothing and at most 30s");
        return settings;
    }
}
