package dev.videocompilation.worker.plan;

/** What sound of a final file is encoded as, where it cannot be copied. */
public enum SoundCodec {
    AAC("AAC", "aac", 8),
    OPUS("Opus", "opus", 8),
    MP3("MP3", "mp3", 2);

    private final String title;
    private final String ffmpegName;
    private final int mostChannels;

    SoundCodec(String title, String ffmpegName, int mostChannels) {
        this.title = title;
        this.ffmpegName = ffmpegName;
        this.mostChannels = mostChannels;
    }

    /** As it reads in a sentence. */
    public String title() {
        return title;
    }

    /** The codec's name in ffprobe's words. */
    public String ffmpegName() {
        return ffmpegName;
    }

    int mostChannels() {
        return mostChannels;
    }

    /** This rate where the codec has it, else 48 kHz. */
    int rateHz(int wantedHz) {
        boolean has = switch (this) {
            // The join's sound is AAC itself.
            case AAC -> true;
            case OPUS -> false;
            case MP3 -> wantedHz == 32_000 || wantedHz == 44_100;
        };
        return has ? wantedHz : 48_000;
    }
}
