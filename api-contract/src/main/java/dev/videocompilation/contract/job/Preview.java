package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What to make in place of the full video. */
public enum Preview {
    /** Nothing: the real clips are probed, and the result is what would be made of them. */
    PLAN,
    /** A small, quick video with a poster and a contact sheet. */
    PROXY;

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
    public static Preview ofWireName(String wireName) {
        return WireNames.parse(Preview.class, wireName);
    }
}
