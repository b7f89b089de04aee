package dev.videocompilation.worker.mux;

import dev.videocompilation.worker.captions.CaptionTrack;
import dev.videocompilation.worker.captions.Cue;
import dev.videocompilation.worker.isobmff.Sample;
import dev.videocompilation.worker.isobmff.TimedText;
import dev.videocompilation.worker.isobmff.Track;
import dev.videocompilation.worker.isobmff.TrackDescription;
import dev.videocompilation.worker.plan.TargetPicture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes a track of timed text: a sample for each cue, and one without text wherever none is shown, for a track has no gaps. */
final class CaptionsTrack {
    private static final String FILE = "captions.tx3g";
    private static final long TICKS_PER_SECOND = 1_000;

    private final Path file;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Sample> samples = new ArrayList<>();
    private long ticks;

    private CaptionsTrack(Path file) {
        this.file = file;
    }

    /**
     * Writes the samples to a file of the directory.
     *
     * @param target the pictures that the texts are shown in
     */
    static Track write(CaptionTrack captions, TargetPicture target, Path directory) throws IOException {
        CaptionsTrack track = new CaptionsTrack(directory.resolve(FILE));
        for (Cue cue : captions.cues()) {
            if (cue.fromMs() > track.ticks) {
                track.add("", cue.fromMs());
            }
            track.add(cue.text(), cue.toMs());
        }
        Files.write(track.file, track.bytes.toByteArray());
        return new Track(
                TrackDescription.timedText(target.width(), target.height(), captions.language()),
                TICKS_PER_SECOND,
                track.samples);
    }

    private void add(String text, long until) {
        byte[] sample = TimedText.sample(text);
        samples.add(new Sample(file, bytes.size(), sample.length, ticks, ticks, until - ticks, true));
        bytes.writeBytes(sample);
        ticks = until;
    }
}
