package dev.videocompilation.worker.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Decoded sound in a file: one channel of 16-bit samples, lowest byte first. */
final class HeardSound {
    private HeardSound() {}

    /** {@code count} samples from {@code from} on; silence beyond the end. */
    static short[] read(Path file, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file)) {
            while (bytes.hasRemaining() && channel.read(bytes, from * Short.BYTES + bytes.position()) >= 0) {
                // The channel may give less than was asked for.
            }
        }
        short[] samples = new short[count];
        bytes.rewind().asShortBuffer().get(samples);
        return samples;
    }
}
