package dev.videocompilation.worker.sweep;

import dev.videocompilation.worker.publish.OutputKey;
import java.time.Instant;
import java.util.Objects;

/**
 * An object in the output bucket, or an upload that may become one.
 *
 * @param key its key
 * @param owner whose output it is, by its key
 * @param since when the object was last written, or the upload begun, by the storage's clock
 */
record StoredOutput(String key, OutputKey owner, Instant since) {
    StoredOutput {
        Objects.requireNonNull(key);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(since);
    }

    String jobId() {
        return owner.jobId().value();
    }
}
