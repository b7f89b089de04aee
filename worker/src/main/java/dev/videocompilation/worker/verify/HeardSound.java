package dev.videocompilation.worker.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A stretch of decoded sound: 16-bit samples, lowest byte first, of one or two channels in turn. */
final class HeardSound {
    private final short[] samples;
    private final int channels;

    private HeardSound(short[] samples, int channels) {
        this.samples = samples;
        this.channels = channels;
    }

    /** {@code count} samples of each channel from {@code from} on; silence beyond the end. */
    static HeardSound read(Path file, int channels, long from, int count) throws IOException {
        int frameBytes = channels * Short.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(count * frameBytes).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file)) {
            while (bytes.hasRemaining() && channel.read(bytes, from * frameBytes + bytes.position()) >= 0) {
                // The channel may give less than was asked for.
            }
        }
        short[] samples = new short[count * channels];
        bytes.rewind().asShortBuffer().get(samples);
        return new HeardSound(samples, channels);
    }

    /** The same by a factor louder, as far as it goes. */
    HeardSound scaled(double factor) {
        short[] scaled = new short[samples.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (short) Math.clamp(Math.round(samples[i] * factor), Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return new HeardSound(scaled, channels);
    }

    int channels() {
        return channels;
    }

    short[] channel(int channel) {
        short[] one = new short[samples.length / channels];
        for (int i = 0; i < one.length; i++) {
            one[i] = samples[i * channels + channel];
        }
        return one;
    }

    /** All channels as one. */
    short[] mixed() {
        short[] mixed = new short[samples.length / channels];
        for (int i = 0; i < mixed.length; i++) {
            int sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += samples[i * channels + channel];
            }
            mixed[i] = (short) (sum / channels);
        }
        return mixed;
    }
}
