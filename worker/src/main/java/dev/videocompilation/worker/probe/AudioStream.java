package dev.videocompilation.worker.probe;

/**
 * An audio stream in the words of ffprobe.
 *
 * @param codec {@code aac}, …
 * @param profile {@code LC}, {@code HE-AAC}, …
 * @param sampleRateHz samples per second and channel
 * @param channels how many
 * @param channelLayout {@code mono}, {@code stereo}, {@code 5.1}, …; empty where unknown
 * @param bitrateKbps as declared, 0 where it is not
 * @param declaredFrames what the container says, 0 where it does not
 * @param oneDescription whether one sample entry that can be read describes all samples
 * @param packets its packets
 */
public record AudioStream(
        String codec,
        String profile,
        int sampleRateHz,
        int channels,
        String channelLayout,
        int bitrateKbps,
        long declaredFrames,
        boolean oneDescription,
        PacketTable packets) {}
