package dev.videocompilation.worker.app;

import dev.videocompilation.worker.settings.SettingDefinition;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.sweep.SweepSettings;
import dev.videocompilation.worker.webhook.WebhookSettings;
import java.util.List;
import java.util.Map;

/** All settings of the worker, each read by the package that owns it. */
record WorkerSettings(
        JobSettings jobs,
        BucketSettings buckets,
        DatabaseSettings database,
        WebhookSettings webhooks,
        SweepSettings sweep,
        EngineSettings engine,
        TelemetrySettings telemetry) {
    /** Reads them all; wrong ones stay in the reader, whose {@code finish} reports them. */
    static WorkerSettings read(SettingsReader reader) {
        return new WorkerSettings(
                JobSettings.read(reader),
                BucketSettings.read(reader),
                DatabaseSettings.read(reader),
                WebhookSettings.read(reader),
                SweepSettings.read(reader),
                EngineSettings.read(reader),
                TelemetrySettings.read(reader));
    }

    /** What PostgreSQL bears with from a worker of these settings. */
    SessionLimits sessionLimits() {
        return SessionLimits.ofWorker(database.timeout(), jobs.claim().lease());
    }

    /** Every setting there is, in the order of the README's table. */
    static List<SettingDefinition> definitions() {
        SettingsReader reader = new SettingsReader(Map.of());
        WorkerSettings.read(reader);
        return reader.definitions();
    }
}
