package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a compile job, chosen by the sender: 1 to 128 of the characters {@code A-Z a-z 0-9 . _ -}. Its sender uses
 * it again only to send the same job again.
 *
 * @param value the id as it stands in the message, the database and the addresses of results
 */
public record JobId(String value) {
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /**
     * @throws IllegalArgumentException if the value does not match {@code [A-Za-z0-9._-]{1,128}}
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JobId {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("A job id must match " + PATTERN + ".");
        }
    }

    /** The job id in the string, if it is one. */
    public static Optional<JobId> parse(String value) {
        return PATTERN.matcher(value).matches() ? Optional.of(new JobId(value)) : Optional.empty();
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    @Override
    public String toString() {
        return value;
    }
}
