package dev.videocompilation.worker.app;

import dev.videocompilation.worker.fetch.FetchSettings;
import dev.videocompilation.worker.fetch.StorageSettings;
import dev.videocompilation.worker.publish.PublishSettings;
import dev.videocompilation.worker.settings.SettingsReader;

/** What comes from S3 and goes there. */
record BucketSettings(FetchSettings fetch, PublishSettings publish, StorageSettings storage) {
    static BucketSettings read(SettingsReader reader) {
        FetchSettings fetch = FetchSettings.read(reader);
        PublishSettings publish = PublishSettings.read(reader);
        return new BucketSettings(fetch, publish, StorageSettings.read(reader));
    }
}
