package dev.videocompilation.worker.plan;

import java.util.List;

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
     * Frames of AAC out of each clip, as they are, as many as keep the sound within half a frame of the pictures at every join,
     * whatever came before: what one clip is off is made good by the next.
     *
     * @param sampleRateHz samples per second and channel
     * @param channels how many
     * @param clips what is kept of each clip, in order
     * @param greatestOffsetMs how far sound and pictures are apart at a join, at most
     */
    record CopiedFrames(int sampleRateHz, int channels, List<Kept> clips, double greatestOffsetMs)
            implements SoundPlan {
        public CopiedFrames {
            clips = List.copyOf(clips);
        }
    }

    /**
     * What is kept of one clip's sound.
     *
     * @param from the first frame that is kept
     * @param lead how many frames stand ahead of the clip's own beginning, so that it decodes clean; those of the first clip are hidden by the
     *     output's edit list, that of any other stands in the place of the last frame of the clip before
     * @param own how many frames follow
     * @param silent how many silent frames follow these, where the clip's sound ends early
     */
    record Kept(int from, int lead, int own, int silent) {
        /** The clip's frame after the last that is kept. */
        public int to() {
            return from + lead + own;
        }
    }

    /**
     * Each clip's sound is decoded, fitted to exactly the length of its pictures, and all of it encoded once as AAC: 0 ms off at
     * every join, by timestamps and by sample count.
     *
     * @param sampleRateHz samples per second and channel
     * @param channels how many
     * @param channelLayout ffmpeg's name for it
     * @param bitrateKbps of the encoder
     * @param loudness what becomes of its loudness, as a whole
     */
    record Exact(int sampleRateHz, int channels, String channelLayout, int bitrateKbps, Loudness loudness)
            implements SoundPlan {
        /** As loud as it comes. */
        public Exact(int sampleRateHz, int channels, String channelLayout, int bitrateKbps) {
            this(sampleRateHz, channels, channelLayout, bitrateKbps, new Loudness.AsItComes());
        }

        /** The same with its loudness treated so. */
        public Exact with(Loudness newLoudness) {
            return new Exact(sampleRateHz, channels, channelLayout, bitrateKbps, newLoudness);
        }
    }
}
