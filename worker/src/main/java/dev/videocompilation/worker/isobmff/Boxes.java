package dev.videocompilation.worker.isobmff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The boxes that lie one after another in some bytes, as far as they make sense. */
final class Boxes {
    private static final int HEADER_BYTES = 8;
    /** An index has some ten beside one another; of boxes without contents it could hold millions, each of which takes memory here. */
    private static final int MOST_BOXES = 10_000;

    private final List<Box> boxes;

    private Boxes(List<Box> boxes) {
        this.boxes = boxes;
    }

    /** A box's type and what it holds, from its first byte. */
    record Box(String type, ByteBuffer contents) {
        /** The boxes that it holds after so many bytes of fields. */
        Boxes children(int fieldBytes) {
            int skipped = Math.min(fieldBytes, contents.remaining());
            return of(contents.slice(contents.position() + skipped, contents.remaining() - skipped));
        }
    }

    /** Reads what remains of {@code bytes}, 10,000 boxes at most; no box is believed to be larger than that. */
    static Boxes of(ByteBuffer bytes) {
        List<Box> boxes = new ArrayList<>();
        ByteBuffer rest = bytes.slice();
        while (rest.remaining() >= HEADER_BYTES && boxes.size() < MOST_BOXES) {
            int begin = rest.position();
            long size = Integer.toUnsignedLong(rest.getInt());
            byte[] type = new byte[4];
            rest.get(type);
            if (size == 1 && rest.remaining() >= Long.BYTES) {
                size = rest.getLong();
            } else if (size == 0) {
                size = (long) rest.limit() - begin;
            }
            if (size < rest.position() - begin || size > rest.limit() - begin || size == 1) {
                break;
            }
            int end = (int) (begin + size);
            boxes.add(new Box(
                    new String(type, StandardCharsets.ISO_8859_1), rest.slice(rest.position(), end - rest.position())));
            rest.position(end);
        }
        return new Boxes(boxes);
    }

    List<Box> all() {
        return boxes;
    }

    List<Box> all(String type) {
        return boxes.stream().filter(box -> box.type().equals(type)).toList();
    }

    Optional<Box> first(String type) {
        return boxes.stream().filter(box -> box.type().equals(type)).findFirst();
    }

    /** The first of a type, else no bytes at all. */
    Box in(String type) {
        return first(type).orElseGet(() -> new Box(type, ByteBuffer.allocate(0)));
    }
}
