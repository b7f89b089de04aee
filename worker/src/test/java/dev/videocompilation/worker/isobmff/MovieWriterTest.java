package dev.videocompilation.worker.isobmff;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovieWriterTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void beginsATrackLaterThatIsPresentedLater() throws IOException {
        Path output = folder.resolve("late.mp4");

        new MovieWriter(List.of(track(clip(1).file(), 15_360)), 15_360).write(output, share -> {});

        assertThat(TestMedia.ffprobe(
                        "-show_entries", "stream=start_time,duration", "-of", "csv=p=0", output.toString()))
                .containsExactly("1.000000,1.000000");
        assertThat(TestMedia.pictureHashes(output)).isEqualTo(TestMedia.pictureHashes(clip(1).file()));
    }

    @Test
    void tellsPlacesBeyondFourGibibytes() throws IOException {
        Track pictures = track(clip(1).file(), 0);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            samples.add(new Sample(clip(1).file(), 0, 900 << 20, 15_360L * i, 15_360L * i, 15_360, true));
        }
        Track zeros = new Track(pictures.description(), 15_360, samples);
        MovieIndex index = new MovieIndex(List.of(zeros), new ChunkPlan(List.of(zeros)), 15_360, MovieForm.MP4, true);

        byte[] bytes = index.toBytes(1_000);

        ByteBuffer offsets = Boxes.of(ByteBuffer.wrap(bytes))
                .in("moov")
                .children(0)
                .in("trak")
                .children(0)
                .in("mdia")
                .children(0)
                .in("minf")
                .children(0)
                .in("stbl")
                .children(0)
                .in("co64")
                .contents();
        assertThat(offsets.getInt(4)).isEqualTo(6);
        assertThat(offsets.getLong(8)).isEqualTo(1_000);
        assertThat(offsets.getLong(48)).isEqualTo(1_000 + 5 * (900L << 20));
    }

    @Test
    void refusesASampleBeyondItsFilesEnd() {
        Track pictures = track(clip(1).file(), 0);
        Sample beyond = new Sample(clip(1).file(), 1L << 30, 100, 0, 0, 512, true);
        Track broken = new Track(pictures.description(), 15_360, List.of(beyond));

        assertThatThrownBy(
                        () -> new MovieWriter(List.of(broken), 15_360).write(folder.resolve("broken.mp4"), share -> {}))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void refusesTimesThatNoTrackCanHave() {
        TrackDescription description = track(clip(1).file(), 0).description();
        Path file = clip(1).file();

        assertThatThrownBy(() -> new Track(
                        description,
                        30,
                        List.of(new Sample(file, 0, 1, 0, 0, 1, true), new Sample(file, 1, 1, 0, 1, 1, true))))
                .hasMessageContaining("sample 1 is decoded no later");
        assertThatThrownBy(() -> new Track(description, 30, List.of(new Sample(file, 0, 1, 1, 0, 1, true))))
                .hasMessageContaining("sample 0 is presented before");
        assertThatThrownBy(() -> new Track(description, 30, List.of())).hasMessageContaining("without samples");
    }

    /** The pictures of a file, presented so many ticks later. */
    private static Track track(Path file, long later) {
        List<Sample> samples = new ArrayList<>();
        for (String line : TestMedia.ffprobe(
                "-select_streams",
                "v",
                "-show_entries",
                "packet=pts,dts,duration,size,pos,flags",
                "-of",
                "csv=p=0",
                file.toString())) {
            String[] parts = line.split(",", -1);
            samples.add(new Sample(
                    file,
                    Long.parseLong(parts[4]),
                    Integer.parseInt(parts[3]),
                    Long.parseLong(parts[1]) + later,
                    Long.parseLong(parts[0]) + later,
                    Long.parseLong(parts[2]),
                    parts[5].startsWith("K")));
        }
        try {
            return new Track(TrackDescription.read(file, TrackDescription.VIDEO).orElseThrow(), 15_360, samples);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
