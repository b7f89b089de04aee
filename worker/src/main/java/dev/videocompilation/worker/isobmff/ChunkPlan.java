package dev.videocompilation.worker.isobmff;

import java.util.ArrayList;
import java.util.List;

/**
 * The order of the samples in a movie's media: chunks (ISO/IEC 14496-12, 8.7.1) of about a second, of all tracks in turn, so that a
 * player that reads on finds pictures and sound together.
 */
final class ChunkPlan {
    private static final double CHUNK_SECONDS = 1;

    private final List<Chunk> chunks = new ArrayList<>();
    private long bytes;

    /**
     * Some samples of one track that lie together.
     *
     * @param track its place among the tracks
     * @param from its first sample
     * @param to the first sample after it
     * @param offset from the media's first byte
     */
    record Chunk(int track, int from, int to, long offset) {
        int samples() {
            return to - from;
        }
    }

    ChunkPlan(List<Track> tracks) {
        int[] next = new int[tracks.size()];
        while (true) {
            int earliest = -1;
            for (int i = 0; i < next.length; i++) {
                if (next[i] < tracks.get(i).samples().size()
                        && (earliest < 0
                                || tracks.get(i).decodedSeconds(next[i])
                                        < tracks.get(earliest).decodedSeconds(next[earliest]))) {
                    earliest = i;
                }
            }
            if (earliest < 0) {
                return;
            }
            next[earliest] = add(tracks.get(earliest), earliest, next[earliest]);
        }
    }

    /** Adds a chunk that begins with a sample; returns the first sample after it. */
    private int add(Track track, int number, int from) {
        long offset = bytes;
        int to = from;
        while (to < track.samples().size()
                && (to == from || track.decodedSeconds(to) - track.decodedSeconds(from) < CHUNK_SECONDS)) {
            bytes += track.samples().get(to++).sizeBytes();
        }
        chunks.add(new Chunk(number, from, to, offset));
        return to;
    }

    List<Chunk> chunks() {
        return chunks;
    }

    List<Chunk> chunksOf(int track) {
        return chunks.stream().filter(chunk -> chunk.track() == track).toList();
    }

    /** Of all samples together. */
    long bytes() {
        return bytes;
    }
}
