package dev.videocompilation.worker.isobmff;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Bytes of boxes in the making (ISO/IEC 14496-12, 4.2): big-endian numbers, and boxes whose size is known once they are full. */
final class BoxBytes {
    private static final int HEADER_BYTES = 8;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A box with what {@code contents} writes. */
    BoxBytes box(String type, Consumer<BoxBytes> contents) {
        BoxBytes inner = new BoxBytes();
        contents.accept(inner);
        u32(Math.addExact(HEADER_BYTES, inner.bytes.size()));
        ascii(type);
        bytes.writeBytes(inner.bytes.toByteArray());
        return this;
    }

    /** A box that begins with its version and flags. */
    BoxBytes fullBox(String type, int version, int flags, Consumer<BoxBytes> contents) {
        return box(type, inner -> {
            inner.u32((long) version << 24 | flags);
            contents.accept(inner);
        });
    }

    BoxBytes u16(int value) {
        bytes.write(value >>> 8);
        bytes.write(value);
        return this;
    }

    /** The low 32 bits of {@code value}. */
    BoxBytes u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    BoxBytes u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    /** 32 bits in version 0 of a box, 64 in version 1. */
    BoxBytes ticks(int version, long value) {
        return version == 0 ? u32(value) : u64(value);
    }

    BoxBytes zeros(int count) {
        bytes.writeBytes(new byte[count]);
        return this;
    }

    BoxBytes raw(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    /** What remains of a buffer, which stays where it is. */
    BoxBytes raw(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        return raw(copy);
    }

    BoxBytes ascii(String text) {
        return raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
