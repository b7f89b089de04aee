package dev.videocompilation.worker.isobmff;

import dev.videocompilation.worker.isobmff.ChunkPlan.Chunk;
import java.math.BigInteger;
import java.util.List;
import java.util.function.IntToLongFunction;

/** The index (moov) of a movie: ISO/IEC 14496-12, chapter 8, box by box. */
final class MovieIndex {
    private static final long MOST_32_BITS = 0xFFFF_FFFFL;
    private static final int ENABLED_IN_MOVIE_AND_PREVIEW = 0b111;
    private static final int SELF_CONTAINED = 1;
    private static final int UNITY = 1 << 16;
    private static final int FULL_VOLUME = 1 << 8;

    private final List<Track> tracks;
    private final ChunkPlan chunks;
    private final long timescale;
    private final MovieForm form;
    private final boolean wideOffsets;

    /**
     * An index of tracks.
     *
     * @param timescale of the movie in ticks per second, a multiple of which no track's timescale needs to be
     * @param form of the boxes
     * @param wideOffsets whether an offset may pass 32 bits
     */
    MovieIndex(List<Track> tracks, ChunkPlan chunks, long timescale, MovieForm form, boolean wideOffsets) {
        this.tracks = tracks;
        this.chunks = chunks;
        this.timescale = timescale;
        this.form = form;
        this.wideOffsets = wideOffsets;
    }

    /** Its bytes, as many wherever the media stands: {@code mediaOffset} is the place of the media's first byte in the file. */
    byte[] toBytes(long mediaOffset) {
        BoxBytes bytes = new BoxBytes();
        bytes.box("moov", moov -> {
            writeMovieHeader(moov);
            for (int i = 0; i < tracks.size(); i++) {
                writeTrack(moov, i, mediaOffset);
            }
        });
        return bytes.toBytes();
    }

    private void writeMovieHeader(BoxBytes moov) {
        long duration = tracks.stream().mapToLong(this::movieTicks).max().orElse(0);
        int version = version(duration);
        moov.fullBox("mvhd", version, 0, mvhd -> {
            mvhd.ticks(version, 0).ticks(version, 0);
            mvhd.u32(timescale).ticks(version, duration);
            mvhd.u32(UNITY).u16(FULL_VOLUME).zeros(10);
            mvhd.u32(UNITY).zeros(12).u32(UNITY).zeros(12).u32(1 << 30);
            mvhd.zeros(24).u32(tracks.size() + 1L);
        });
    }

    private void writeTrack(BoxBytes moov, int number, long mediaOffset) {
        Track track = tracks.get(number);
        TrackKind kind = track.description().kind();
        long duration = movieTicks(track);
        int version = version(duration);
        moov.box("trak", trak -> {
            trak.fullBox("tkhd", version, ENABLED_IN_MOVIE_AND_PREVIEW, tkhd -> {
                tkhd.ticks(version, 0).ticks(version, 0).u32(number + 1L).zeros(4);
                tkhd.ticks(version, duration).zeros(8);
                tkhd.u16(0).u16(kind.alternateGroup()).u16(kind.volume()).zeros(2);
                track.description().writeGeometry(tkhd);
            });
            writeEdits(trak, track);
            trak.box("mdia", mdia -> {
                writeMediaHeader(mdia, track);
                writeHandler(mdia, "mhlr", kind.handler(), kind.handlerName());
                mdia.box("minf", minf -> {
                    kind.writeMediaHeader(minf);
                    if (form == MovieForm.QUICKTIME) {
                        writeHandler(minf, "dhlr", "url ", "DataHandler");
                    }
                    minf.box(
                            "dinf",
                            dinf -> dinf.fullBox(
                                    "dref", 0, 0, dref -> dref.u32(1).fullBox("url ", 0, SELF_CONTAINED, url -> {})));
                    minf.box("stbl", stbl -> writeTables(stbl, number, mediaOffset));
                });
            });
        });
    }

    /** A text that ends in a zero as ISO has it (8.4.3), or begins with its length as QuickTime does, which also tells what it handles. */
    private void writeHandler(BoxBytes parent, String quickTimeType, String handler, String name) {
        parent.fullBox("hdlr", 0, 0, hdlr -> {
            switch (form) {
                case MP4 -> hdlr.zeros(4).ascii(handler).zeros(12).ascii(name).zeros(1);
                case QUICKTIME ->
                    hdlr.ascii(quickTimeType)
                            .ascii(handler)
                            .zeros(12)
                            .raw(new byte[] {(byte) name.length()})
                            .ascii(name);
            }
        });
    }

    /** Where the track begins in the movie, and how much of its beginning is hidden (8.6.6). */
    private void writeEdits(BoxBytes trak, Track track) {
        long start = track.start();
        long hidden = Math.max(start, 0) - track.samples().get(0).decoded();
        long empty = toMovie(Math.max(start, 0), track);
        long shown = movieTicks(track) - empty;
        int version = Math.max(version(shown), hidden > Integer.MAX_VALUE ? 1 : 0);
        trak.box(
                "edts",
                edts -> edts.fullBox("elst", version, 0, elst -> {
                    elst.u32(empty > 0 ? 2 : 1);
                    if (empty > 0) {
                        elst.ticks(version, empty).ticks(version, -1).u32(UNITY);
                    }
                    elst.ticks(version, shown).ticks(version, hidden).u32(UNITY);
                }));
    }

    private static void writeMediaHeader(BoxBytes mdia, Track track) {
        int last = track.samples().size() - 1;
        long duration = track.samples().get(last).decoded()
                + track.decodingTicks(last)
                - track.samples().get(0).decoded();
        int version = version(duration);
        mdia.fullBox(
                "mdhd",
                version,
                0,
                mdhd -> mdhd.ticks(version, 0)
                        .ticks(version, 0)
                        .u32(track.timescale())
                        .ticks(version, duration)
                        .u16(track.description().language().code())
                        .zeros(2));
        track.description().language().writeTag(mdia);
    }

    private void writeTables(BoxBytes stbl, int number, long mediaOffset) {
        Track track = tracks.get(number);
        List<Sample> samples = track.samples();
        List<Chunk> own = chunks.chunksOf(number);
        stbl.fullBox("stsd", 0, 0, stsd -> track.description().writeEntry(stsd.u32(1), form));
        stbl.fullBox("stts", 0, 0, stts -> writeRuns(stts, samples.size(), track::decodingTicks));
        if (samples.stream().anyMatch(sample -> sample.presented() != sample.decoded())) {
            stbl.fullBox(
                    "ctts",
                    0,
                    0,
                    ctts -> writeRuns(
                            ctts,
                            samples.size(),
                            i -> samples.get(i).presented() - samples.get(i).decoded()));
        }
        if (!samples.stream().allMatch(Sample::sync)) {
            stbl.fullBox("stss", 0, 0, stss -> {
                stss.u32(samples.stream().filter(Sample::sync).count());
                for (int i = 0; i < samples.size(); i++) {
                    if (samples.get(i).sync()) {
                        stss.u32(i + 1L);
                    }
                }
            });
        }
        stbl.fullBox("stsc", 0, 0, stsc -> writeChunkSizes(stsc, own));
        stbl.fullBox("stsz", 0, 0, stsz -> {
            stsz.u32(0).u32(samples.size());
            samples.forEach(sample -> stsz.u32(sample.sizeBytes()));
        });
        stbl.fullBox(wideOffsets ? "co64" : "stco", 0, 0, stco -> {
            stco.u32(own.size());
            own.forEach(chunk -> stco.ticks(wideOffsets ? 1 : 0, mediaOffset + chunk.offset()));
        });
    }

    /** Equal values one after another as a count and the value. */
    private static void writeRuns(BoxBytes table, int samples, IntToLongFunction value) {
        BoxBytes runs = new BoxBytes();
        long count = 0;
        int from = 0;
        for (int i = 1; i <= samples; i++) {
            if (i == samples || value.applyAsLong(i) != value.applyAsLong(from)) {
                runs.u32((long) i - from).u32(value.applyAsLong(from));
                from = i;
                count++;
            }
        }
        table.u32(count).raw(runs.toBytes());
    }

    /** How many samples each chunk has: an entry where that changes (8.7.4). */
    private static void writeChunkSizes(BoxBytes stsc, List<Chunk> chunks) {
        BoxBytes runs = new BoxBytes();
        long count = 0;
        for (int i = 0; i < chunks.size(); i++) {
            if (i == 0 || chunks.get(i).samples() != chunks.get(i - 1).samples()) {
                runs.u32(i + 1L).u32(chunks.get(i).samples()).u32(1);
                count++;
            }
        }
        stsc.u32(count).raw(runs.toBytes());
    }

    /** When a track ends, in the movie's ticks. */
    private long movieTicks(Track track) {
        return toMovie(track.end(), track);
    }

    private long toMovie(long ticks, Track track) {
        BigInteger own = BigInteger.valueOf(track.timescale());
        return BigInteger.valueOf(2 * ticks)
                .multiply(BigInteger.valueOf(timescale))
                .add(own)
                .divide(own.shiftLeft(1))
                .longValueExact();
    }

    private static int version(long duration) {
        return duration > MOST_32_BITS ? 1 : 0;
    }
}
