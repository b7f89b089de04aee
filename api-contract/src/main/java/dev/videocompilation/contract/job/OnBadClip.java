package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What to do with a clip that cannot be used. */
public enum OnBadClip {
    /** The job fails and names the clip and its defect. */
    FAIL,
    /** The video is made without the clip, and the result names it. */
    SKIP;

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
    public static OnBadClip ofWireName(String wireName) {
        return WireNames.parse(OnBadClip.class, wireName);
    }
}
