package dev.videocompilation.worker.intake;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobMessageReader;
import dev.videocompilation.contract.job.JobMessageReading;
import dev.videocompilation.contract.job.JobMessageReading.NotSupportedYet;
import dev.videocompilation.worker.job.RejectedException;

/** Reads a message's body by the contract. */
public final class MessageIntake {
    private final JobMessageReader reader = new JobMessageReader();

    /** What the body is; never throws. */
    public JobMessageReading read(String body) {
        return reader.read(body);
    }

    /** Why a job that uses what a later release brings is refused, with the fields by their paths. */
    public static RejectedException refusal(NotSupportedYet reading) {
        return new RejectedException(
                ErrorCode.NOT_SUPPORTED_YET, "not supported yet: " + String.join(", ", reading.fields()));
    }
}
