package dev.videocompilation.worker.probe;

import java.util.ArrayList;
import java.util.List;

/** A media container, told by a file's first bytes and never by its name. */
public enum Container {
    /** ISO/IEC 14496-12 and QuickTime. */
    ISO_BMFF("MP4 or QuickTime", "mov"),
    MATROSKA("Matroska or WebM", "matroska"),
    AVI("AVI", "avi"),
    /** Nothing tells whether one is all there, so none is taken. */
    MPEG_TS("MPEG transport stream", ""),
    MPEG_PS("MPEG program stream", ""),
    OGG("Ogg", ""),
    FLV("Flash video", ""),
    /** A text that names other files or addresses: HLS, DASH, SMIL, SDP, a concat list. Never opened. */
    PLAYLIST("a playlist", ""),
    UNKNOWN("no video container that is known here", "");

    private final String description;
    private final String demuxer;

    Container(String description, String demuxer) {
        this.description = description;
        this.demuxer = demuxer;
    }

    /** As it reads in a sentence. */
    public String description() {
        return description;
    }

    /** Whether clips may be of it. */
    public boolean isTaken() {
        return !demuxer.isEmpty();
    }

    /**
     * ffmpeg's arguments ahead of {@code -i}: this demuxer and no other, also for what it opens itself, local files alone, and none that
     * the file names.
     */
    public List<String> inputArguments() {
        if (!isTaken()) {
            throw new IllegalStateException(description + " is never opened");
        }
        List<String> arguments =
                new ArrayList<>(List.of("-protocol_whitelist", "file", "-format_whitelist", demuxer, "-f", demuxer));
        if (this == ISO_BMFF) {
            arguments.addAll(List.of("-enable_drefs", "0", "-use_absolute_path", "0"));
        }
        return arguments;
    }
}
