package dev.videocompilation.worker.fetch;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of an object's or a file's bytes.
 *
 * @param offsetBytes of its first byte
 * @param lengthBytes at least 1
 */
public record ByteRange(long offsetBytes, long lengthBytes) {
    public ByteRange {
        if (offsetBytes < 0 || lengthBytes < 1) {
            throw new IllegalArgumentException("no range: %d bytes at %d".formatted(lengthBytes, offsetBytes));
        }
    }

    /** The whole in parts of {@code partBytes}, the last one shorter where it must be. */
    public static List<ByteRange> split(long wholeBytes, long partBytes) {
        List<ByteRange> parts = new ArrayList<>();
        for (long offset = 0; offset < wholeBytes; offset += partBytes) {
            parts.add(new ByteRange(offset, Math.min(partBytes, wholeBytes - offset)));
        }
        return parts;
    }

    /** Its last byte. */
    long lastByte() {
        return offsetBytes + lengthBytes - 1;
    }

    @Override
    public String toString() {
        return "bytes %d to %d".formatted(offsetBytes, lastByte());
    }
}
