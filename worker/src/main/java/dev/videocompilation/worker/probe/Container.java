package dev.videocompilation.worker.probe;

/** A media container, told by a file's first bytes and never by its name. */
public enum Container {
    /** ISO/IEC 14496-12 and QuickTime. */
    ISO_BMFF("MP4 or QuickTime"),
    MATROSKA("Matroska or WebM"),
    AVI("AVI"),
    MPEG_TS("MPEG transport stream"),
    MPEG_PS("MPEG program stream"),
    OGG("Ogg"),
    FLV("Flash video"),
    /** A text that names other files or addresses: HLS, DASH, SMIL, SDP, a concat list. Never opened. */
    PLAYLIST("a playlist"),
    UNKNOWN("no video container that is known here");

    private final String description;

    Container(String description) {
        this.description = description;
    }

    /** As it reads in a sentence. */
    public String description() {
        return description;
    }
}
