package dev.videocompilation.worker.isobmff;

/** What a track is for (ISO/IEC 14496-12, 8.4.3 and 12), and what its headers say for that alone. */
enum TrackKind {
    VIDEO("vide", "VideoHandler", 0, 0),
    SOUND("soun", "SoundHandler", 1, 1 << 8),
    /** QuickTime's handler of subtitles, which ffmpeg writes too and players know better than ISO's {@code text}. */
    TEXT("sbtl", "SubtitleHandler", 3, 0);

    private final String handler;
    private final String handlerName;
    private final int alternateGroup;
    private final int volume;

    TrackKind(String handler, String handlerName, int alternateGroup, int volume) {
        this.handler = handler;
        this.handlerName = handlerName;
        this.alternateGroup = alternateGroup;
        this.volume = volume;
    }

    /** Its four characters. */
    String handler() {
        return handler;
    }

    String handlerName() {
        return handlerName;
    }

    /** Of its track and those that could be played in its place; ffmpeg's numbers, 0 where there is none (8.3.2). */
    int alternateGroup() {
        return alternateGroup;
    }

    /** As an 8.8 number. */
    int volume() {
        return volume;
    }

    /** The header of the media's kind (8.4.5). */
    void writeMediaHeader(BoxBytes minf) {
        switch (this) {
            case VIDEO -> minf.fullBox("vmhd", 0, 1, vmhd -> vmhd.zeros(8));
            case SOUND -> minf.fullBox("smhd", 0, 0, smhd -> smhd.zeros(4));
            case TEXT -> minf.fullBox("nmhd", 0, 0, nmhd -> {});
        }
    }
}
