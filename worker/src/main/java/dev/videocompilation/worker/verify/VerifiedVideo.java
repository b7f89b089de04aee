package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.probe.Rational;
import java.nio.file.Path;

/**
 * An output that passed its proof.
 *
 * @param file where it lies
 * @param sizeBytes its size
 * @param duration of its pictures in seconds
 * @param frames how many, each equal to its clip's packet bit by bit
 * @param joinsDecoded at how many joins the pictures and sound on both sides were decoded
 * @param greatestOffsetMs between sound and picture at any join, by timestamps and by sample count; 0 where there is no sound
 */
public record VerifiedVideo(
        Path file, long sizeBytes, Rational duration, int frames, int joinsDecoded, double greatestOffsetMs) {}
