package dev.videocompilation.contract.job;

import dev.videocompilation.contract.error.ErrorCode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What reading a message's body came to. */
public sealed interface JobMessageReading {
    /** A job that this version can do. */
    record Accepted(JobMessage message) implements JobMessageReading {
        public Accepted {
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * A well-formed job that uses what is reserved for a later release: refused with {@link
     * ErrorCode#NOT_SUPPORTED_YET}, never done without it.
     *
     * @param message the job; its JSON still carries the reserved fields
     * @param fields the paths of what is not supported yet, as JSON Pointers (RFC 6901), e.g. {@code /transition} or
     *     {@code /output/format}
     */
    record NotSupportedYet(JobMessage message, List<String> fields) implements JobMessageReading {
        public NotSupportedYet {
            Objects.requireNonNull(message, "message");
            fields = List.copyOf(fields);
        }
    }

    /**
     * Not a job message. It must not be tried again.
     *
     * @param code {@link ErrorCode#MESSAGE_MALFORMED}, {@link ErrorCode#MESSAGE_TOO_LARGE} or {@link
     *     ErrorCode#SCHEMA_VERSION_UNSUPPORTED}
     * @param detail the problems, one a line, at most ten, each with the path of its field, e.g. {@code
     *     /output/fromat: unknown field}
     * @param jobId the message's job id where it has a valid one
     */
    record Malformed(ErrorCode code, String detail, Optional<JobId> jobId) implements JobMessageReading {
        public Malformed {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(detail, "detail");
            Objects.requireNonNull(jobId, "jobId");
        }
    }

    /**
     * A message of a later version than this one knows. Newer workers will do it; nothing else in it was looked at.
     *
     * @param schemaVersion the message's version, greater than {@link JobMessage#SCHEMA_VERSION}
     */
    record LaterVersion(int schemaVersion) implements JobMessageReading {}
}
