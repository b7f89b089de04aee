package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.isobmff.MovieHeader;
import dev.videocompilation.worker.isobmff.MovieHeader.Track;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Compares what the output's index says of the movie and its tracks with their packets. A player obeys the index: it passes over a
 * disabled track, seeks to the key frames that are listed, plays sound at the track's volume, and ends where the movie's duration does, whatever the packets hold.
 */
final class MovieProof {
    private final double frameSeconds;
    private final List<String> defects = new ArrayList<>();
    private double longestLeast;
    private double longestMost;

    private MovieProof(double frameSeconds) {
        this.frameSeconds = frameSeconds;
    }

    /** What is wrong, empty where nothing is. */
    static List<String> defects(CompilePlan plan, ProbedClip found, Path output) throws IOException {
        PicturePiece last = plan.pieces().getLast();
        MovieProof proof = new MovieProof(last.duration().toDouble() / last.frames());
        Optional<MovieHeader> movie = MovieHeader.read(output);
        if (movie.isEmpty()) {
            return List.of("the output's index (moov) cannot be read");
        }
        proof.compare(movie.get(), found);
        for (Track track : movie.get().tracks()) {
            if (track.handler().equals("vide")) {
                proof.compareKeyFrames(plan, track, output);
            }
        }
        return proof.defects;
    }

    /** What is wrong with the index of a movie that is no join of packets. */
    static List<String> defects(ProbedClip found, Path output) throws IOException {
        PacketTable pictures = found.video().packets();
        MovieProof proof = new MovieProof(pictures.duration().toDouble() / pictures.count());
        Optional<MovieHeader> movie = MovieHeader.read(output);
        if (movie.isEmpty()) {
            return List.of("the output's index (moov) cannot be read");
        }
        proof.compare(movie.get(), found);
        return proof.defects;
    }

    private void compare(MovieHeader movie, ProbedClip found) {
        for (Track track : movie.tracks()) {
            if (track.handler().equals("vide")) {
                compare("video", track, found.video().packets());
            } else if (track.handler().equals("soun")) {
                found.audio().map(AudioStream::packets).ifPresent(packets -> compare("sound", track, packets));
                if (track.volume() <= 0) {
                    defects.add("the output's sound track has the volume 0");
                }
            }
        }
        require("movie", movie.durationSeconds(), longestLeast, longestMost);
    }

    private void compare(String name, Track track, PacketTable packets) {
        if (!track.enabled()) {
            defects.add("the output's %s track is disabled".formatted(name));
        }
        double end = packets.timeBase().times(packets.endTicks()).toDouble();
        // What stands before zero is hidden; of an empty stretch ahead of a later start, writers differ in whether it
        // counts.
        double whole = packets.duration().toDouble();
        double least = Math.min(end, whole);
        require(name + " track", track.durationSeconds(), least, end);
        // Where frames come at varying intervals and out of order, what is decoded last need not last until the end.
        double media = packets.timeBase().times(packets.sumOfDurationsTicks()).toDouble();
        require(name + "'s media", track.mediaSeconds(), Math.min(media, whole), Math.max(media, whole));
        longestLeast = Math.max(longestLeast, least);
        longestMost = Math.max(longestMost, end);
    }

    /**
     * The index must name the clips' key frames. ffprobe cannot tell: where it parses the pictures, it says what they are and not
     * what the index says.
     */
    private void compareKeyFrames(CompilePlan plan, Track track, Path output) throws IOException {
        BitSet marked = new BitSet();
        if (track.syncTable().isPresent()) {
            marked = track.syncTable().get().read(output, plan.frames());
        } else {
            marked.set(0, plan.frames());
        }
        int index = 0;
        for (PicturePiece piece : plan.pieces()) {
            int frame = 0;
            for (Packet picture : piece.pictures().packets()) {
                if (picture.key() != marked.get(index++)) {
                    defects.add("frame %d of %s is %s"
                            .formatted(
                                    frame,
                                    piece.name(),
                                    picture.key()
                                            ? "a key frame that the index does not name"
                                            : "no key frame, but the index says so"));
                    return;
                }
                frame++;
            }
        }
    }

    private void require(String name, double seconds, double least, double most) {
        if (seconds < least - frameSeconds || seconds > most + frameSeconds) {
            defects.add("the output's index says that the %s lasts %.3f s, its packets last %.3f s"
                    .formatted(name, seconds, least));
        }
    }
}
