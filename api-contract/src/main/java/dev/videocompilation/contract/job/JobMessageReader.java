package dev.videocompilation.contract.job;

/**
 * Reads a job message. It never throws: whatever the body holds, the answer says what it is. Thread-safe; build one and
 * keep it, for it compiles the schema.
 */
public final class JobMessageReader {
    /** Reads the body of a queue message. */
    public JobMessageReading read(String body) {
        return new JobMessageReading.Malformed(
                dev.videocompilation.contract.error.ErrorCode.MESSAGE_MALFORMED,
                "Reading arrives with the next change.",
                JobId.parse(body));
    }
}
