package dev.videocompilation.worker.plan;

/** What becomes of the join's sound in the final file. */
public sealed interface RenderedSound {
    /** There is none. */
    record None() implements RenderedSound {}

    /** It goes over packet by packet. */
    record Copied() implements RenderedSound {}

    /**
     * It is encoded.
     *
     * @param codec in which
     * @param sampleRateHz samples per second and channel
     * @param channels how many
     * @param channelLayout ffmpeg's name for it
     * @param kbps thousands of bits a second, of all channels
     */
    record Encoded(SoundCodec codec, int sampleRateHz, int channels, String channelLayout, int kbps)
            implements RenderedSound {}
}
