package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The quality of a compiled video. */
public enum Quality {
    HIGH,
    MEDIUM,
    LOW;

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /**
     * The constant with this name on the wire.
     *
     * @throws IllegalArgumentException if there is none; names are case-sensitive
     */
    @JsonCreator
    public static Quality ofWireName(String wireName) {
        return WireNames.parse(Quality.class, wireName);
    }
}
