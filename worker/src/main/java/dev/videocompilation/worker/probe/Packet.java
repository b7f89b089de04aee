package dev.videocompilation.worker.probe;

/**
 * One packet of a stream as the container holds it, times in the stream's time base.
 *
 * @param pts when it is presented
 * @param dts when it is decoded
 * @param duration how long it is presented, as the sample table says
 * @param sizeBytes its size
 * @param key whether decoding can start here
 * @param discarded whether the edit list hides it
 * @param hash of its bytes; equal bytes, equal hash
 * @param offset of its first byte in the file; -1 where the container does not tell
 */
public record Packet(
        long pts,
        long dts,
        long duration,
        int sizeBytes,
        boolean key,
        boolean discarded,
        PacketHash hash,
        long offset) {
    public long end() {
        return pts + duration;
    }
}
