package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The container format of a compiled video. */
public enum OutputFormat {
    MP4,
    MOV,
    WEBM,
    MKV,
    AVI;

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
    public static OutputFormat ofWireName(String wireName) {
        return WireNames.parse(OutputFormat.class, wireName);
    }
}
