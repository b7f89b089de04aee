package dev.videocompilation.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How one clip gives way to the next: the names of ffmpeg's filter {@code xfade}, and three that are usual elsewhere. */
public enum TransitionType {
    /** None: one clip ends and the next begins. */
    CUT,
    /** The same as {@link #FADE}. */
    CROSSFADE("fade"),
    /** The same as {@link #WIPELEFT}. */
    WIPE("wipeleft"),
    /** The same as {@link #SLIDELEFT}. */
    SLIDE("slideleft"),
    FADE,
    WIPELEFT,
    WIPERIGHT,
    WIPEUP,
    WIPEDOWN,
    SLIDELEFT,
    SLIDERIGHT,
    SLIDEUP,
    SLIDEDOWN,
    CIRCLECROP,
    RECTCROP,
    DISTANCE,
    FADEBLACK,
    FADEWHITE,
    RADIAL,
    SMOOTHLEFT,
    SMOOTHRIGHT,
    SMOOTHUP,
    SMOOTHDOWN,
    CIRCLEOPEN,
    CIRCLECLOSE,
    VERTOPEN,
    VERTCLOSE,
    HORZOPEN,
    HORZCLOSE,
    DISSOLVE,
    PIXELIZE,
    DIAGTL,
    DIAGTR,
    DIAGBL,
    DIAGBR,
    HLSLICE,
    HRSLICE,
    VUSLICE,
    VDSLICE,
    HBLUR,
    FADEGRAYS,
    WIPETL,
    WIPETR,
    WIPEBL,
    WIPEBR,
    SQUEEZEH,
    SQUEEZEV,
    ZOOMIN,
    FADEFAST,
    FADESLOW,
    HLWIND,
    HRWIND,
    VUWIND,
    VDWIND,
    COVERLEFT,
    COVERRIGHT,
    COVERUP,
    COVERDOWN,
    REVEALLEFT,
    REVEALRIGHT,
    REVEALUP,
    REVEALDOWN;

    private final String xfadeName;

    TransitionType() {
        this.xfadeName = WireNames.of(this);
    }

    TransitionType(String xfadeName) {
        this.xfadeName = xfadeName;
    }

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** What ffmpeg's filter {@code xfade} calls it; it knows no {@link #CUT}. */
    public String xfadeName() {
        return xfadeName;
    }

    /**
     * The constant with this name on the wire.
     *
     * @throws IllegalArgumentException if there is none; names are case-sensitive
     */
    @JsonCreator
    public static TransitionType ofWireName(String wireName) {
        return WireNames.parse(TransitionType.class, wireName);
    }
}
