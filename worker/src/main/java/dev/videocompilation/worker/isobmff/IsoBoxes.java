package dev.videocompilation.worker.isobmff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The top-level boxes of an ISO base media file (ISO/IEC 14496-12, 4.2): a 32-bit size and four characters, a 64-bit size
 * where the first is 1, to the end of the file where it is 0.
 */
public final class IsoBoxes {
    private static final int MOST_BOXES = 100_000;

    private final List<Box> boxes;
    private final boolean whole;

    private IsoBoxes(List<Box> boxes, boolean whole) {
        this.boxes = List.copyOf(boxes);
        this.whole = whole;
    }

    /**
     * A top-level box.
     *
     * @param type its four characters
     * @param offset of its first byte in the file
     * @param sizeBytes its size, header included, as it claims
     */
    public record Box(String type, long offset, long sizeBytes) {}

    /** Reads the headers only; stops at the first box that claims more than the file has. */
    public static IsoBoxes read(Path file) throws IOException {
        List<Box> boxes = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            long end = channel.size();
            long offset = 0;
            while (offset < end) {
                ByteBuffer header = readAt(channel, offset);
                if (header.remaining() < 8 || boxes.size() == MOST_BOXES) {
                    return new IsoBoxes(boxes, false);
                }
                int headerBytes = 8;
                long size = Integer.toUnsignedLong(header.getInt());
                byte[] type = new byte[4];
                header.get(type);
                if (size == 0) {
                    size = end - offset;
                } else if (size == 1) {
                    headerBytes = 16;
                    size = header.remaining() < 8 ? 0 : header.getLong();
                }
                if (size < headerBytes || size > end - offset) {
                    return new IsoBoxes(boxes, false);
                }
                boxes.add(new Box(new String(type, StandardCharsets.ISO_8859_1), offset, size));
                offset += size;
            }
        }
        return new IsoBoxes(boxes, true);
    }

    /** What a file says that it is (4.3): {@code isom}, {@code qt  }, …; empty where it says nothing. */
    public static String majorBrand(Path file) throws IOException {
        Optional<Box> type = read(file).first("ftyp");
        if (type.isEmpty()) {
            return "";
        }
        try (FileChannel channel = FileChannel.open(file)) {
            byte[] brand = new byte[4];
            ByteBuffer head = readAt(channel, type.get().offset());
            if (head.remaining() < 12) {
                return "";
            }
            head.position(8).get(brand);
            return new String(brand, StandardCharsets.ISO_8859_1);
        }
    }

    /** Whether every box ends within the file. */
    public boolean isWhole() {
        return whole;
    }

    public boolean has(String type) {
        return boxes.stream().anyMatch(box -> box.type().equals(type));
    }

    /** The first box of a type. */
    Optional<Box> first(String type) {
        return boxes.stream().filter(box -> box.type().equals(type)).findFirst();
    }

    /** Whether the movie's index comes before its media, so that playing can start before the whole file is there. */
    public boolean indexBeforeMedia() {
        return boxes.stream()
                .map(Box::type)
                .filter(type -> type.equals("moov") || type.equals("mdat"))
                .findFirst()
                .filter("moov"::equals)
                .isPresent();
    }

    private static ByteBuffer readAt(FileChannel channel, long offset) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(16);
        while (header.hasRemaining()) {
            if (channel.read(header, offset + header.position()) < 0) {
                break;
            }
        }
        return header.flip();
    }
}
