package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The container format of a compiled video. This release makes {@link #MP4} only; the others are reserved and answered with {@code NOT_SUPPORTED_YET}. */
public enum OutputFormat {
    MP4,
    MOV,
    WEBM,
    MKV,
    AVI;

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
    public static OutputFormat ofWireName(String wireName) {
        for (OutputFormat candidate : values()) {
            if (candidate.wireName().equals(wireName)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("No OutputFormat is called \"" + wireName + "\".");
    }
}
