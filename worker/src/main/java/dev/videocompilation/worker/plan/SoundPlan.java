package dev.videocompilation.worker.plan;

/** What becomes of the clips' sound. */
public sealed interface SoundPlan {
    /** What ffmpeg's AAC encoder puts before the first sample; the output's edit list hides it. */
    int ENCODER_DELAY_SAMPLES = 1024;

    /** Samples per channel of one frame of AAC-LC (ISO/IEC 14496-3). */
    int FRAME_SAMPLES = 1024;

    /** No clip has any. */
    record None() implements SoundPlan {}

    /** A single clip's sound, packet by packet. */
    record Copied() implements SoundPlan {}

    /**
     * Each clip's sound is decoded, fitted to exactly the length of its pictures, and all of it encoded once as AAC: 0 ms off at
     * every join, by timestamps and by sample count.
     *
     * @param sampleRateHz samples per second and channel
     * @param channels how many
     * @param channelLayout ffmpeg's name for it
     * @param bitrateKbps of the encoder
     */
    record Exact(int sampleRateHz, int channels, String channelLayout, int bitrateKbps) implements SoundPlan {}
}
