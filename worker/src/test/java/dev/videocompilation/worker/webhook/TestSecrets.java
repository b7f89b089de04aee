package dev.videocompilation.worker.webhook;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Secrets as receivers hold them, and settings that use them. */
final class TestSecrets {
    static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private TestSecrets() {}

    static WebhookSecrets of(String setting) {
        SettingsReader reader = new SettingsReader(Map.of(WebhookSecrets.SETTING, setting));
        WebhookSecrets secrets = WebhookSecrets.read(reader);
        reader.finish();
        return secrets;
    }

    static WebhookSettings settings(String secrets, Duration timeout) {
        return new WebhookSettings(true, of(secrets), Duration.ofMillis(50), timeout, standardWaits());
    }

    /** The waits of a worker whose settings name none. */
    static List<Duration> standardWaits() {
        return WebhookSettings.read(new SettingsReader(Map.of())).retryWaits();
    }
}
