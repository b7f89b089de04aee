package dev.videocompilation.worker.isobmff;

import java.nio.file.Path;

/**
 * A sample of a track and where its bytes lie. Times are in the track's ticks.
 *
 * @param file that holds it
 * @param offset of its first byte there
 * @param sizeBytes its size
 * @param decoded when it is decoded; grows from sample to sample
 * @param presented when it is presented, not before it is decoded
 * @param duration how long it is presented
 * @param sync whether decoding can start here
 */
public record Sample(
        Path file, long offset, int sizeBytes, long decoded, long presented, long duration, boolean sync) {}
