package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The quality of a compiled video. This release makes {@link #HIGH} only (pictures are copied untouched); the others are reserved and answered with {@code NOT_SUPPORTED_YET}. */
public enum Quality {
    HIGH,
    MEDIUM,
    LOW;

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The constant with this name on the wire.
     *
     * @throws IllegalArgumentException if there is none; names are case-sensitive
     */
    @JsonCreator
    public static Quality ofWireName(String wireName) {
        for (Quality candidate : values()) {
            if (candidate.wireName().equals(wireName)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("No Quality is called \"" + wireName + "\".");
    }
}
