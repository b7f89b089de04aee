package dev.videocompilation.worker.probe;

import java.util.Optional;

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
 * @param aac what its sample entry tells of AAC; empty where there is none, or it tells nothing that makes sense
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
        Optional<AacConfiguration> aac,
        PacketTable packets) {}
