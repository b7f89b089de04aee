package dev.videocompilation.worker.app;

import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.telemetry.LogSettings;
import dev.videocompilation.worker.telemetry.MetricsSettings;

/** What the worker says of itself. */
record TelemetrySettings(LogSettings log, MetricsSettings metrics) {
    static TelemetrySettings read(SettingsReader reader) {
        return new TelemetrySettings(LogSettings.read(reader), MetricsSettings.read(reader));
    }
}
