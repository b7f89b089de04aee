package dev.videocompilation.worker.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The RIFF chunks that an AVI file is made of: four characters, then 32 bits of size in little endian, padded to even. */
public final class RiffChunks {
    private static final int HEADER_BYTES = 8;
    private static final int RIFF = 0x46464952;
    private static final int IDX1 = 0x31786469;
    private static final int MOST_CHUNKS = 10_000;

    private RiffChunks() {}

    /** Whether the first of them holds an index ({@code idx1}), without which most players cannot seek. */
    public static boolean haveIndex(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer header = at(channel, 0);
            long end = Math.min(channel.size(), HEADER_BYTES + Integer.toUnsignedLong(header.getInt(4)));
            // Behind the form's name.
            long offset = HEADER_BYTES + 4;
            for (int chunks = 0; offset + HEADER_BYTES <= end && chunks < MOST_CHUNKS; chunks++) {
                header = at(channel, offset);
                long size = Integer.toUnsignedLong(header.getInt(4));
                if (header.getInt(0) == IDX1) {
                    return size > 0 && offset + HEADER_BYTES + size <= end;
                }
                offset += HEADER_BYTES + size + size % 2;
            }
            return false;
        }
    }

    private static ByteBuffer at(FileChannel channel, long offset) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (header.hasRemaining() && channel.read(header, offset + header.position()) >= 0) {
            // The channel may give less than was asked for.
        }
        return header;
    }

    /** Whether every one ends within the file, which a file cut short does not do. */
    static boolean areWhole(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long end = channel.size();
            long offset = 0;
            for (int chunks = 0; offset < end; chunks++) {
                ByteBuffer header = at(channel, offset);
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
