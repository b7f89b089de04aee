package dev.videocompilation.demo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.demo.ContactSheet.Row;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.process.ProcessRunner;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's ways with the real ffmpeg. */
class GeneratedClipsTest {

    @TempDir
    private Path folder;

    private DemoFfmpeg ffmpeg;

    @BeforeEach
    void findFfmpeg() {
        Path home = Path.of(requireNonNull(System.getenv("FFMPEG_HOME")));
        ffmpeg = new DemoFfmpeg(FfmpegBinaries.in(home, new ProcessRunner()), folder);
    }

    @Test
    void clipsMoveAndShareNoPictureAndTheSheetShowsTheirEdges() throws Exception {
        List<Path> clips = new GeneratedClips(ffmpeg).makeIn(folder.resolve("clips"));
        List<List<String>> frames = new ArrayList<>();
        for (Path clip : clips) {
            frames.add(new DecodedFrames(ffmpeg).of(clip));
        }

        assertThat(frames).extracting(List::size).containsExactly(120, 135, 150);
        Set<String> all = new HashSet<>();
        frames.forEach(all::addAll);
        assertThat(all).as("different pictures").hasSizeGreaterThan(400);

        Path sheet = folder.resolve("sheet.png");
        // A clip of one frame puts that frame into two rows.
        new ContactSheet(ffmpeg).draw(clips.getFirst(), List.of(new Row(9, 10), new Row(10, 11)), sheet);
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(sheet));
        assertThat(List.of(header.getInt(16), header.getInt(20)))
                .as("width and height")
                .containsExactly(2 * (320 + 16), 2 * 180 + 3 * 8);
    }

    @Test
    void whatFfmpegSaysOfAFileThatIsNoVideoIsPassedOn() throws Exception {
        Path text = Files.writeString(folder.resolve("x.mp4"), "no video");

        assertThatThrownBy(() -> new DecodedFrames(ffmpeg).of(text))
                .isInstanceOf(DemoFailedException.class)
                .hasMessageStartingWith("ffmpeg could not decode x.mp4: ");
    }
}
