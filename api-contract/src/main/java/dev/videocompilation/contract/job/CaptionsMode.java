package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How captions are shown. */
public enum CaptionsMode {
    /** As a track of their own, which a player can switch on and off. Pictures stay copied. */
    TRACK,
    /** Drawn into the pictures. */
    BURNED;

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
    public static CaptionsMode ofWireName(String wireName) {
        return WireNames.parse(CaptionsMode.class, wireName);
    }
}
