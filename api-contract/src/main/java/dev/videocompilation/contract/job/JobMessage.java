package dev.videocompilation.contract.job;

import java.util.Objects;

/**
 * A job as it stands on the queue and in the database.
 *
 * @param job the job
 * @param json the canonical message: object keys sorted by UTF-16 code unit, no white space, defaults written out. Two
 *     messages that mean the same job have the same canonical form
 * @param fingerprint SHA-256, in 64 lower-case hexadecimal digits, of the canonical message without {@code requestedAt}
 *     and {@code traceparent}: it tells the same job sent twice from a job id used twice
 */
public record JobMessage(CompileJob job, String json, String fingerprint) {
    /** The version of the message's schema that this code writes and reads. */
    public static final int SCHEMA_VERSION = 1;

    /** The largest message, in bytes of UTF-8. */
    public static final int MAX_SIZE_BYTES = 65_536;

    public JobMessage {
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(json, "json");
        Objects.requireNonNull(fingerprint, "fingerprint");
    }

    /**
     * The message for the job. It is written as it is given; {@link JobMessageReader#read} tells whether a worker will
     * accept it.
     */
    public static JobMessage of(CompileJob job) {
        return JobMessageJson.message(job);
    }
}
