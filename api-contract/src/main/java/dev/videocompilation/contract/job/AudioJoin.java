package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How the clips' sound is joined. */
public enum AudioJoin {
    /** Copied where every join then stays within 20 ms, else exact. */
    AUTO,
    /** Copied, in whole frames of AAC; refused where that cannot be. */
    COPY,
    /** Decoded, fitted to the pictures to the sample, and encoded once. */
    EXACT;

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
    public static AudioJoin ofWireName(String wireName) {
        return WireNames.parse(AudioJoin.class, wireName);
    }
}
