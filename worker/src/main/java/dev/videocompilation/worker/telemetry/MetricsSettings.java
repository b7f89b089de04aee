package dev.videocompilation.worker.telemetry;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * Where metrics go.
 *
 * @param namespace in CloudWatch; empty where metrics stay in the process
 * @param step how often they are published
 */
public record MetricsSettings(String namespace, Duration step) {
    public static MetricsSettings read(SettingsReader reader) {
        return new MetricsSettings(
                reader.text(
                        "METRICS_NAMESPACE",
                        "",
                        "CloudWatch namespace to publish metrics under; empty publishes none."),
                reader.duration("METRICS_STEP", "1m", Duration.ofSeconds(1), "How often metrics are published."));
    }
}
