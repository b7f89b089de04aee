package dev.videocompilation.worker.isobmff;

import dev.videocompilation.worker.isobmff.ChunkPlan.Chunk;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;

/**
 * Writes a movie whose samples lie in other files: its index first (so that playing can start at once), then the samples' bytes,
 * which the kernel copies.
 */
public final class MovieWriter {
    private static final int MOST_OPEN = 16;
    /** Room for the index, which no offset below 4 GiB may pass. */
    private static final long OFFSETS_OF_32_BITS = (1L << 32) - (512L << 20);

    private static final int LARGE_HEADER_BYTES = 16;

    private final List<Track> tracks;
    private final long timescale;
    private final MovieForm form;

    /**
     * A movie of tracks as an MP4 file.
     *
     * @param tracks in order, at least one
     * @param timescale of the movie in ticks per second
     */
    public MovieWriter(List<Track> tracks, long timescale) {
        this(tracks, timescale, MovieForm.MP4);
    }

    /**
     * A movie of tracks.
     *
     * @param tracks in order, at least one
     * @param timescale of the movie in ticks per second
     * @param form of its boxes
     */
    public MovieWriter(List<Track> tracks, long timescale, MovieForm form) {
        this.tracks = List.copyOf(tracks);
        this.timescale = timescale;
        this.form = Objects.requireNonNull(form);
    }

    /**
     * Writes it.
     *
     * @param target where to; what is there is replaced
     * @param progress gets the share of the media that is written, 0 to 1
     * @throws EOFException if a sample lies beyond its file's end
     * @throws IOException if a file cannot be read or the target not be written
     */
    public void write(Path target, DoubleConsumer progress) throws IOException {
        ChunkPlan chunks = new ChunkPlan(tracks);
        boolean wide = chunks.bytes() > OFFSETS_OF_32_BITS;
        MovieIndex index = new MovieIndex(tracks, chunks, timescale, form, wide);
        byte[] type = fileType();
        long mediaOffset = (long) type.length + index.toBytes(0).length + LARGE_HEADER_BYTES;
        BoxBytes head = new BoxBytes().raw(type).raw(index.toBytes(mediaOffset));
        // The same form of header however large, so that the index's size does not depend on it (4.2).
        head.u32(1).ascii("mdat").u64(LARGE_HEADER_BYTES + chunks.bytes());
        try (FileChannel out = FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                Sources sources = new Sources()) {
            ByteBuffer bytes = ByteBuffer.wrap(head.toBytes());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            for (Chunk chunk : chunks.chunks()) {
                copy(tracks.get(chunk.track()).samples().subList(chunk.from(), chunk.to()), sources, out);
                progress.accept((double) (chunk.offset() + 1) / (chunks.bytes() + 1));
            }
            progress.accept(1);
        }
    }

    private static void copy(List<Sample> samples, Sources sources, FileChannel out) throws IOException {
        int from = 0;
        while (from < samples.size()) {
            Sample first = samples.get(from);
            long end = first.offset() + first.sizeBytes();
            int to = from + 1;
            while (to < samples.size()
                    && samples.get(to).offset() == end
                    && samples.get(to).file().equals(first.file())) {
                end += samples.get(to++).sizeBytes();
            }
            FileChannel in = sources.of(first.file());
            for (long at = first.offset(); at < end; ) {
                long copied = in.transferTo(at, end - at, out);
                if (copied <= 0 && at >= in.size()) {
                    throw new EOFException(first.file().getFileName() + " ends within a sample");
                }
                at += copied;
            }
            from = to;
        }
    }

    private byte[] fileType() {
        if (form == MovieForm.QUICKTIME) {
            return new BoxBytes()
                    .box("ftyp", ftyp -> ftyp.ascii("qt  ").u32(512).ascii("qt  "))
                    .toBytes();
        }
        String format = tracks.get(0).description().format();
        return new BoxBytes()
                .box(
                        "ftyp",
                        ftyp -> ftyp.ascii("isom")
                                .u32(512)
                                .ascii("isom")
                                .ascii("iso2")
                                .ascii(format.equals("avc1") ? "avc1" : "iso6")
                                .ascii("mp41"))
                .toBytes();
    }

    /** The files that are read from, as many of them open as were used last. */
    private static final class Sources implements AutoCloseable {
        private final Map<Path, FileChannel> open = new LinkedHashMap<>(MOST_OPEN, 0.75f, true);

        FileChannel of(Path file) throws IOException {
            FileChannel channel = open.get(file);
            if (channel == null) {
                if (open.size() == MOST_OPEN) {
                    Path oldest = open.keySet().iterator().next();
                    Objects.requireNonNull(open.remove(oldest)).close();
                }
                channel = FileChannel.open(file);
                open.put(file, channel);
            }
            return channel;
        }

        @Override
        public void close() throws IOException {
            for (FileChannel channel : open.values()) {
                channel.close();
            }
        }
    }
}
