package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.job.Quality;

/** What a quality means for a final file: sizes, constant qualities and bit rates. The table in {@code docs/media.md} says the same. */
enum QualityLevel {
    HIGH(Integer.MAX_VALUE, Integer.MAX_VALUE, 18, 24, 3, 8, 192, 128, 192),
    MEDIUM(1280, 720, 23, 32, 5, 2, 128, 96, 128),
    LOW(854, 480, 28, 38, 8, 2, 96, 64, 96);

    private final int mostWidth;
    private final int mostHeight;
    private final int h264;
    private final int vp9;
    private final int mpeg4;
    private final int mostChannels;
    private final int aacKbps;
    private final int opusKbps;
    private final int mp3Kbps;

    QualityLevel(
            int mostWidth,
            int mostHeight,
            int h264,
            int vp9,
            int mpeg4,
            int mostChannels,
            int aacKbps,
            int opusKbps,
            int mp3Kbps) {
        this.mostWidth = mostWidth;
        this.mostHeight = mostHeight;
        this.h264 = h264;
        this.vp9 = vp9;
        this.mpeg4 = mpeg4;
        this.mostChannels = mostChannels;
        this.aacKbps = aacKbps;
        this.opusKbps = opusKbps;
        this.mp3Kbps = mp3Kbps;
    }

    static QualityLevel of(Quality quality) {
        return switch (quality) {
            case HIGH -> HIGH;
            case MEDIUM -> MEDIUM;
            case LOW -> LOW;
        };
    }

    int mostWidth() {
        return mostWidth;
    }

    int mostHeight() {
        return mostHeight;
    }

    int mostChannels() {
        return mostChannels;
    }

    /** The constant quality, in the codec's own scale. */
    int constant(PictureCodec codec) {
        return switch (codec) {
            case H264 -> h264;
            case VP9 -> vp9;
            case MPEG4 -> mpeg4;
        };
    }

    /** For so many channels: half for one, more for more than two. */
    int kbps(SoundCodec codec, int channels) {
        int stereo = switch (codec) {
            case AAC -> aacKbps;
            case OPUS -> opusKbps;
            case MP3 -> mp3Kbps;
        };
        return channels == 1 ? stereo * 5 / 8 : stereo * channels / 2;
    }
}
