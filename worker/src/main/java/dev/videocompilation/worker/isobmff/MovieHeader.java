package dev.videocompilation.worker.isobmff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a movie's index (moov) says of the movie and of each track, which a player obeys whatever the samples are: ISO/IEC
 * 14496-12, 8.2.2 (mvhd), 8.3.2 (tkhd), 8.4.2 (mdhd), 8.4.3 (hdlr), 8.6.2 (stss) and 8.7.3 (stsz).
 *
 * @param durationSeconds of the movie; -1 where the index says that it is unknown
 * @param tracks in order
 */
public record MovieHeader(double durationSeconds, List<Track> tracks) {
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_BOXES = 10_000;
    /** As much of a box as holds every field that is read. */
    private static final int MOST_FIELD_BYTES = 96;

    private static final int TRACK_ENABLED = 1;

    public MovieHeader {
        tracks = List.copyOf(tracks);
    }

    /**
     * A track.
     *
     * @param handler {@code vide}, {@code soun}, …; empty where none is named
     * @param enabled whether a player shows it
     * @param volume 1 is full, 0 silent
     * @param durationSeconds presented, as tkhd says; -1 where that is unknown
     * @param mediaSeconds of all its samples, as mdhd says; -1 where that is unknown
     * @param samples as its sample table counts them; 0 where fragments hold them
     * @param syncTable where its key frames are listed; empty where all samples are key frames
     * @param languageTag the BCP 47 tag (8.4.6, elng); {@code und} where there is none
     */
    public record Track(
            String handler,
            boolean enabled,
            double volume,
            double durationSeconds,
            double mediaSeconds,
            long samples,
            Optional<SyncTable> syncTable,
            String languageTag) {}

    /**
     * The list of a track's key frames (8.6.2, stss).
     *
     * @param offset of its first entry in the file
     * @param entries as it counts them, no more than its box holds
     */
    public record SyncTable(long offset, long entries) {
        /** The key frames among the first {@code frames}, counted from 0. */
        public BitSet read(Path file, int frames) throws IOException {
            BitSet keys = new BitSet(frames);
            try (FileChannel channel = FileChannel.open(file)) {
                ByteBuffer block = ByteBuffer.allocate(16 << 10);
                long end = offset + entries * Integer.BYTES;
                for (long at = offset; at < end; at += block.limit()) {
                    block.clear().limit((int) Math.min(block.capacity(), end - at));
                    while (block.hasRemaining() && channel.read(block, at + block.position()) >= 0) {
                        // The channel may give less than was asked for.
                    }
                    block.rewind();
                    while (block.hasRemaining()) {
                        long sample = Integer.toUnsignedLong(block.getInt());
                        if (sample >= 1 && sample <= frames) {
                            keys.set((int) sample - 1);
                        }
                    }
                }
            }
            return keys;
        }
    }

    /** How many samples the sample tables of all tracks count. */
    public long samples() {
        return tracks.stream().mapToLong(Track::samples).sum();
    }

    /**
     * Reads the index and nothing else of the file. No box is believed to be larger than the one that holds it.
     *
     * @return empty where there is no index, it is larger than 256 MiB, or its boxes make no sense
     */
    public static Optional<MovieHeader> read(Path file) throws IOException {
        Optional<IsoBoxes.Box> moov = IsoBoxes.read(file).first("moov");
        if (moov.isEmpty() || moov.get().sizeBytes() > MOST_BYTES) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return new Reader(channel).movie(moov.get());
        }
    }

    /** A box within another: its type and where its contents begin and end. */
    private record Inner(String type, long from, long to) {}

    private static final class Reader {
        private final FileChannel channel;
        private int boxesLeft = MOST_BOXES;

        Reader(FileChannel channel) {
            this.channel = channel;
        }

        Optional<MovieHeader> movie(IsoBoxes.Box moov) throws IOException {
            Optional<Inner> index = first(boxes(moov.offset(), moov.offset() + moov.sizeBytes()), "moov");
            if (index.isEmpty()) {
                return Optional.empty();
            }
            List<Inner> children = boxes(index.get().from(), index.get().to());
            Optional<Inner> header = first(children, "mvhd");
            if (header.isEmpty()) {
                return Optional.empty();
            }
            ByteBuffer fields = fields(header.get());
            boolean wide = isWide(fields);
            fields.position(wide ? 20 : 12);
            long timescale = Integer.toUnsignedLong(fields.getInt());
            double duration = seconds(ticks(fields, wide), timescale);
            List<Track> tracks = new ArrayList<>();
            for (Inner child : children) {
                if (child.type().equals("trak")) {
                    tracks.add(track(child, timescale));
                }
            }
            return boxesLeft < 0 ? Optional.empty() : Optional.of(new MovieHeader(duration, tracks));
        }

        private Track track(Inner trak, long movieTimescale) throws IOException {
            List<Inner> boxes = boxes(trak.from(), trak.to());
            List<Inner> media = within(boxes, "mdia");
            List<Inner> tables = within(within(media, "minf"), "stbl");
            boolean enabled = false;
            double volume = 0;
            double duration = -1;
            Optional<Inner> header = first(boxes, "tkhd");
            if (header.isPresent()) {
                ByteBuffer fields = fields(header.get());
                boolean wide = isWide(fields);
                enabled = (fields.getInt(0) & TRACK_ENABLED) != 0;
                fields.position(wide ? 28 : 20);
                duration = seconds(ticks(fields, wide), movieTimescale);
                volume = fields.getShort(fields.position() + 12) / 256.0;
            }
            return new Track(
                    handler(media),
                    enabled,
                    volume,
                    duration,
                    mediaSeconds(media),
                    samples(tables),
                    syncTable(tables),
                    languageTag(media));
        }

        private List<Inner> within(List<Inner> boxes, String type) throws IOException {
            Optional<Inner> box = first(boxes, type);
            return box.isEmpty() ? List.of() : boxes(box.get().from(), box.get().to());
        }

        private double mediaSeconds(List<Inner> media) throws IOException {
            Optional<Inner> header = first(media, "mdhd");
            if (header.isEmpty()) {
                return -1;
            }
            ByteBuffer fields = fields(header.get());
            boolean wide = isWide(fields);
            fields.position(wide ? 20 : 12);
            long timescale = Integer.toUnsignedLong(fields.getInt());
            return seconds(ticks(fields, wide), timescale);
        }

        private String handler(List<Inner> media) throws IOException {
            Optional<Inner> handler = first(media, "hdlr");
            if (handler.isEmpty()) {
                return "";
            }
            byte[] name = new byte[4];
            fields(handler.get()).get(8, name);
            return new String(name, StandardCharsets.ISO_8859_1);
        }

        private String languageTag(List<Inner> media) throws IOException {
            Optional<Inner> language = first(media, "elng");
            if (language.isEmpty()) {
                return "und";
            }
            byte[] all = fields(language.get()).array();
            int end = Integer.BYTES;
            while (end < all.length && all[end] != 0) {
                end++;
            }
            return new String(all, Integer.BYTES, end - Integer.BYTES, StandardCharsets.US_ASCII);
        }

        private long samples(List<Inner> tables) throws IOException {
            long samples = 0;
            for (Inner box : tables) {
                if (box.type().equals("stsz") || box.type().equals("stz2")) {
                    samples += Integer.toUnsignedLong(fields(box).getInt(8));
                }
            }
            return samples;
        }

        private Optional<SyncTable> syncTable(List<Inner> tables) throws IOException {
            Optional<Inner> box = first(tables, "stss");
            if (box.isEmpty()) {
                return Optional.empty();
            }
            long offset = box.get().from() + 8;
            long room = Math.max(0, box.get().to() - offset) / Integer.BYTES;
            return Optional.of(new SyncTable(
                    offset,
                    Math.min(room, Integer.toUnsignedLong(fields(box.get()).getInt(4)))));
        }

        /** The boxes from one place to another, as far as they make sense. */
        private List<Inner> boxes(long from, long to) throws IOException {
            List<Inner> boxes = new ArrayList<>();
            long offset = from;
            while (to - offset >= 8 && boxesLeft-- > 0) {
                ByteBuffer header = read(offset, 16);
                long size = Integer.toUnsignedLong(header.getInt());
                byte[] type = new byte[4];
                header.get(type);
                int headerBytes = 8;
                if (size == 1) {
                    headerBytes = 16;
                    size = header.getLong();
                } else if (size == 0) {
                    size = to - offset;
                }
                if (size < headerBytes || size > to - offset) {
                    break;
                }
                boxes.add(
                        new Inner(new String(type, StandardCharsets.ISO_8859_1), offset + headerBytes, offset + size));
                offset += size;
            }
            return boxes;
        }

        /** The first bytes of a box's contents; zeros beyond its end. */
        private ByteBuffer fields(Inner box) throws IOException {
            int count = (int) Math.min(MOST_FIELD_BYTES, box.to() - box.from());
            return read(box.from(), count).limit(MOST_FIELD_BYTES);
        }

        /** Always as long as any field that is read; zeros beyond {@code count} bytes. */
        private ByteBuffer read(long offset, int count) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(MOST_FIELD_BYTES).limit(count);
            while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
                // The channel may give less than was asked for.
            }
            return bytes.limit(MOST_FIELD_BYTES).position(0);
        }

        private static boolean isWide(ByteBuffer fields) {
            return fields.get(0) == 1;
        }

        /** A duration, of which all ones say that it is unknown: -1. */
        private static long ticks(ByteBuffer fields, boolean wide) {
            long ticks = wide ? fields.getLong() : fields.getInt();
            return wide || ticks == -1 ? Math.max(ticks, -1) : ticks & 0xFFFF_FFFFL;
        }

        private static double seconds(long ticks, long timescale) {
            return ticks < 0 || timescale == 0 ? -1 : (double) ticks / timescale;
        }

        private static Optional<Inner> first(List<Inner> boxes, String type) {
            return boxes.stream().filter(box -> box.type().equals(type)).findFirst();
        }
    }
}
