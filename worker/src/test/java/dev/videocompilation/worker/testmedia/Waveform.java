package dev.videocompilation.worker.testmedia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The decoded sound of a file, all channels as one, at 48 kHz, 1 at full scale. */
public final class Waveform {
    public static final int RATE_HZ = 48_000;

    private final double[] samples;

    private Waveform(double[] samples) {
        this.samples = samples;
    }

    /** The sound as a player that follows timestamps plays it. */
    public static Waveform of(Path file) {
        return of(file, "aresample=async=1:first_pts=0");
    }

    /** The sound through some filters. */
    public static Waveform of(Path file, String filters) {
        try {
            Path raw = Files.createTempFile(Objects.requireNonNull(file.getParent()), "sound-", ".raw");
            try {
                TestMedia.ffmpeg(java.util.List.of(
                        "-i",
                        file.toString(),
                        "-map",
                        "0:a:0",
                        "-af",
                        filters,
                        "-ac",
                        "1",
                        "-ar",
                        Integer.toString(RATE_HZ),
                        "-f",
                        "f64le",
                        raw.toString()));
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
                double[] samples = new double[bytes.remaining() / Double.BYTES];
                bytes.asDoubleBuffer().get(samples);
                return new Waveform(samples);
            } finally {
                Files.delete(raw);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public double seconds() {
        return (double) samples.length / RATE_HZ;
    }

    /** The level between two times in dB of full scale: a sine of full scale has -3. */
    public double levelDb(double from, double to) {
        double power = 1e-20;
        int begin = at(from);
        int end = at(to);
        for (int i = begin; i < end; i++) {
            power += samples[i] * samples[i];
        }
        return 10 * Math.log10(power / Math.max(1, end - begin));
    }

    /** The greatest sample between two times, whatever its sign. */
    public double peak(double from, double to) {
        double peak = 0;
        for (int i = at(from); i < at(to); i++) {
            peak = Math.max(peak, Math.abs(samples[i]));
        }
        return peak;
    }

    /** How far the samples between two times are at most from lying on a curve: a click is far, a steady tone near. */
    public double roughness(double from, double to) {
        double roughness = 0;
        for (int i = Math.max(1, at(from)); i < Math.min(at(to), samples.length - 1); i++) {
            roughness = Math.max(roughness, Math.abs(samples[i - 1] - 2 * samples[i] + samples[i + 1]));
        }
        return roughness;
    }

    private int at(double seconds) {
        return Math.clamp(Math.round(seconds * RATE_HZ), 0, samples.length);
    }
}
