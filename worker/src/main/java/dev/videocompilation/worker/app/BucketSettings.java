package dev.videocompilation.worker.app;

import dev.videocompilation.worker.fetch.FetchSettings;
import dev.videocompilation.worker.fetch.ScratchSettings;
import dev.videocompilation.worker.fetch.StorageSettings;
import dev.videocompilation.worker.publish.PublishSettings;
import dev.videocompilation.worker.settings.SettingsReader;

/** What comes from S3 and goes there, and where it lies meanwhile. */
record BucketSettings(FetchSettings fetch, ScratchSettings scratch, PublishSettings publish, StorageSettings storage) {
    static BucketSettings read(SettingsReader reader) {
        FetchSettings fetch = FetchSettings.read(reader);
        ScratchSettings scratch = ScratchSettings.read(reader);
        PublishSettings publish = PublishSettings.read(reader);
        return new BucketSettings(fetch, scratch, publish, StorageSettings.read(reader));
    }
}
