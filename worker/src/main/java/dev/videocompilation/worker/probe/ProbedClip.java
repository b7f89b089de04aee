package dev.videocompilation.worker.probe;

import dev.videocompilation.worker.job.ClipRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one media file.
 *
 * @param ref which clip it is
 * @param file where it lies
 * @param container what it is
 * @param sizeBytes its size
 * @param streamKinds the kinds of all its streams in order: {@code video}, {@code audio}, {@code data}, …
 * @param start the earliest start of any stream, in seconds
 * @param video its one video stream
 * @param audio its one audio stream, if it has one
 */
public record ProbedClip(
        ClipRef ref,
        Path file,
        Container container,
        long sizeBytes,
        List<String> streamKinds,
        Rational start,
        VideoStream video,
        Optional<AudioStream> audio) {
    public ProbedClip {
        streamKinds = List.copyOf(streamKinds);
    }

    /** From where its first stream begins to where its pictures end, in seconds: how long it is shown by a player. */
    public Rational shownDuration() {
        PacketTable pictures = video.packets();
        Rational shown = pictures.presentedStart();
        Rational from = start.compareTo(shown) < 0 ? start : shown;
        return shown.plus(pictures.presentedDuration()).minus(from);
    }
}
