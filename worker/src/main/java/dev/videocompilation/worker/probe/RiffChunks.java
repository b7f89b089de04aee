package dev.videocompilation.worker.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The RIFF chunks that an AVI file is made of: four characters, then 32 bits of size in little endian, padded to even. */
final class RiffChunks {
    private static final int HEADER_BYTES = 8;
    private static final int RIFF = 0x46464952;
    private static final int MOST_CHUNKS = 10_000;

    private RiffChunks() {}

    /** Whether every one ends within the file, which a file cut short does not do. */
    static boolean areWhole(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long end = channel.size();
            long offset = 0;
            for (int chunks = 0; offset < end; chunks++) {
                ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
                while (header.hasRemaining() && channel.read(header, offset + header.position()) >= 0) {
                    // The channel may give less than was asked for.
                }
                if (header.hasRemaining() || header.getInt(0) != RIFF || chunks == MOST_CHUNKS) {
                    return false;
                }
                long size = Integer.toUnsignedLong(header.getInt(4));
                if (size == 0 || size > end - offset - HEADER_BYTES) {
                    return false;
                }
                offset += HEADER_BYTES + size + size % 2;
            }
            return true;
        }
    }
}
