package dev.videocompilation.worker.testmedia;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts that a media file is made of, one within another: ISO's boxes, Matroska's elements, AVI's chunks. */
final class MediaParts {
    /** Boxes that hold boxes, and how many bytes of fields come before these (ISO/IEC 14496-12). */
    private static final Map<String, Integer> BOXES = Map.ofEntries(
            Map.entry("moov", 0),
            Map.entry("trak", 0),
            Map.entry("mdia", 0),
            Map.entry("minf", 0),
            Map.entry("stbl", 0),
            Map.entry("edts", 0),
            Map.entry("dinf", 0),
            Map.entry("udta", 0),
            Map.entry("mvex", 0),
            Map.entry("moof", 0),
            Map.entry("traf", 0),
            Map.entry("meta", 4),
            Map.entry("stsd", 8),
            Map.entry("dref", 8),
            Map.entry("avc1", 78),
            Map.entry("hvc1", 78),
            Map.entry("mp4a", 28));

    /** Segment, SeekHead, Info, Tracks, TrackEntry, Video, Audio, Cluster, BlockGroup, Cues, CuePoint, CueTrackPositions (RFC 9559). */
    private static final Set<String> ELEMENTS = Set.of(
            "18538067", "114d9b74", "1549a966", "1654ae6b", "ae", "e0", "e1", "1f43b675", "a0", "1c53bb6b", "bb", "b7");

    private static final Set<String> CHUNKS = Set.of("RIFF", "LIST");
    private static final Set<String> MEDIA = Set.of("mdat", "1f43b675", "movi");

    private final ByteBuffer bytes;
    private final Form form;
    private final List<Part> parts = new ArrayList<>();

    /** How sizes are written. */
    private enum Form {
        BOX,
        ELEMENT,
        CHUNK
    }

    /**
     * A part of a file.
     *
     * @param type four characters, or an element's id in hexadecimal
     * @param parent the place among all parts of the one that holds it, -1 where none does
     * @param begin of its header
     * @param sizeAt where its size is written
     * @param contents where its contents begin
     * @param end where they end
     */
    record Part(String type, int parent, int begin, int sizeAt, int contents, int end, boolean holdsOthers) {
        boolean isMedia() {
            return MEDIA.contains(type);
        }
    }

    private MediaParts(byte[] file, Form form) {
        this.bytes = ByteBuffer.wrap(file).order(form == Form.CHUNK ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        this.form = form;
        read(-1, 0, file.length);
    }

    /** Those of a file, outer ones before those that they hold, as far as they make sense. */
    static MediaParts of(byte[] file) {
        if (file.length >= 4 && new String(file, 0, 4, StandardCharsets.ISO_8859_1).equals("RIFF")) {
            return new MediaParts(file, Form.CHUNK);
        }
        boolean ebml = file.length >= 4 && ByteBuffer.wrap(file).getInt() == 0x1A45DFA3;
        return new MediaParts(file, ebml ? Form.ELEMENT : Form.BOX);
    }

    List<Part> all() {
        return parts;
    }

    /** Writes what a part claims to be long, header included. */
    void claim(byte[] file, Part part, long size) {
        ByteBuffer target = ByteBuffer.wrap(file).order(bytes.order());
        switch (form) {
            case BOX -> target.putInt(part.begin(), (int) size);
            case CHUNK -> target.putInt(part.sizeAt(), (int) (size - 8));
            case ELEMENT -> {
                int length = part.contents() - part.sizeAt();
                long value = size - (part.contents() - part.begin());
                for (int i = length - 1; i >= 0; i--) {
                    target.put(part.sizeAt() + i, (byte) value);
                    value >>= Byte.SIZE;
                }
                int marker = 1 << (Byte.SIZE - length);
                int first = target.get(part.sizeAt()) & (marker - 1);
                target.put(part.sizeAt(), (byte) (first | marker));
            }
        }
    }

    /**
     * Other bytes in the place of some.
     *
     * @param part within whose holder they lie, or beside which
     * @param told whether those that hold them tell their new size
     */
    byte[] replaced(Part part, int from, int to, byte[] replacement, boolean told) {
        int length = bytes.capacity();
        ByteBuffer changed = ByteBuffer.allocate(length - (to - from) + replacement.length);
        changed.put(bytes.array(), 0, from).put(replacement).put(bytes.array(), to, length - to);
        for (int i = part.parent(); told && i >= 0; i = parts.get(i).parent()) {
            Part holder = parts.get(i);
            claim(changed.array(), holder, (long) holder.end() - holder.begin() + replacement.length - (to - from));
        }
        return changed.array();
    }

    private void read(int parent, int from, int to) {
        int at = from;
        while (at < to) {
            Part part = part(parent, at, to);
            if (part == null) {
                return;
            }
            int index = parts.size();
            parts.add(part);
            if (part.holdsOthers()) {
                read(index, Math.min(part.contents() + fieldBytes(part.type()), part.end()), part.end());
            }
            at = part.end() + (form == Form.CHUNK ? (part.end() - part.begin()) % 2 : 0);
        }
    }

    private int fieldBytes(String type) {
        return switch (form) {
            case BOX -> BOXES.getOrDefault(type, 0);
            case CHUNK -> 4;
            case ELEMENT -> 0;
        };
    }

    private @Nullable Part part(int parent, int at, int to) {
        if (form == Form.ELEMENT) {
            return element(parent, at, to);
        }
        if (to - at < 8) {
            return null;
        }
        long size = Integer.toUnsignedLong(bytes.getInt(form == Form.BOX ? at : at + 4)) + (form == Form.BOX ? 0 : 8);
        String type = text(form == Form.BOX ? at + 4 : at);
        if (size < 8 || size > to - at) {
            return null;
        }
        boolean holds = form == Form.BOX ? BOXES.containsKey(type) : CHUNKS.contains(type) && size >= 12;
        String name = type.equals("LIST") && holds ? text(at + 8) : type;
        return new Part(name, parent, at, form == Form.BOX ? at : at + 4, at + 8, at + (int) size, holds);
    }

    private @Nullable Part element(int parent, int at, int to) {
        int idBytes = Integer.numberOfLeadingZeros(Byte.toUnsignedInt(bytes.get(at))) - 23;
        if (idBytes > 4 || at + idBytes >= to) {
            return null;
        }
        int sizeBytes = Integer.numberOfLeadingZeros(Byte.toUnsignedInt(bytes.get(at + idBytes))) - 23;
        int contents = at + idBytes + sizeBytes;
        if (sizeBytes > 8 || contents > to) {
            return null;
        }
        long size = Byte.toUnsignedLong(bytes.get(at + idBytes)) & ((1L << (Byte.SIZE - sizeBytes)) - 1);
        for (int i = 1; i < sizeBytes; i++) {
            size = (size << Byte.SIZE) | Byte.toUnsignedLong(bytes.get(at + idBytes + i));
        }
        String id = HexFormat.of().formatHex(bytes.array(), at, at + idBytes);
        boolean unknown = size == (1L << (7 * sizeBytes)) - 1;
        if (!unknown && size > to - contents) {
            return null;
        }
        int end = unknown ? to : contents + (int) size;
        return new Part(id, parent, at, at + idBytes, contents, end, ELEMENTS.contains(id));
    }

    private String text(int at) {
        return new String(bytes.array(), at, 4, StandardCharsets.ISO_8859_1);
    }
}
