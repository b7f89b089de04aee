package dev.videocompilation.worker.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of a Matroska or WebM file from its beginning to its first cluster (RFC 9559): an id and a size of one to eight bytes
 * each, both led by as many zero bits as they have further bytes (RFC 8794).
 *
 * @param docType {@code matroska} or {@code webm}; empty where the file tells none
 * @param ids of the segment's elements ahead of the first cluster, in order
 * @param hasCluster whether there is one
 */
public record MatroskaElements(String docType, List<Long> ids, boolean hasCluster) {
    private static final long EBML = 0x1A45DFA3L;
    private static final long DOC_TYPE = 0x4282L;
    private static final long SEGMENT = 0x18538067L;
    private static final long CLUSTER = 0x1F43B675L;
    private static final long CUES = 0x1C53BB6BL;
    private static final int MOST_ELEMENTS = 10_000;
    private static final int MOST_NAME_BYTES = 64;

    public MatroskaElements {
        ids = List.copyOf(ids);
    }

    /** Whether the index (cues) comes ahead of the media, so that a player can seek before the whole file is there. */
    public boolean indexBeforeMedia() {
        return hasCluster && ids.contains(CUES);
    }

    public static MatroskaElements read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            String docType = "";
            List<Long> ids = new ArrayList<>();
            long offset = 0;
            for (int count = 0; count < MOST_ELEMENTS && offset < channel.size(); count++) {
                ByteBuffer header = at(channel, offset, 16);
                long id = number(header, false);
                long size = number(header, true);
                long contents = offset + header.position();
                if (id < 0 || size < 0) {
                    break;
                }
                if (id == CLUSTER) {
                    return new MatroskaElements(docType, ids, true);
                }
                if (id == EBML || id == SEGMENT) {
                    // Their elements come next.
                    offset = contents;
                    continue;
                }
                if (id == DOC_TYPE && size <= MOST_NAME_BYTES) {
                    byte[] name = new byte[(int) size];
                    at(channel, contents, (int) size).get(name);
                    docType = new String(name, StandardCharsets.US_ASCII);
                }
                ids.add(id);
                offset = contents + size;
            }
            return new MatroskaElements(docType, ids, false);
        }
    }

    private static ByteBuffer at(FileChannel channel, long offset, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            // The channel may give less than was asked for.
        }
        return buffer.rewind();
    }

    /** A number of as many bytes as its first tells, without the bit that tells it where {@code plain}; -1 where it is none. */
    private static long number(ByteBuffer bytes, boolean plain) {
        if (!bytes.hasRemaining()) {
            return -1;
        }
        int first = bytes.get() & 0xFF;
        int more = Integer.numberOfLeadingZeros(first) - 24;
        if (first == 0 || more > bytes.remaining()) {
            return -1;
        }
        long number = plain ? first & (0x7F >> more) : first;
        for (int i = 0; i < more; i++) {
            number = (number << 8) | (bytes.get() & 0xFF);
        }
        return number;
    }
}
