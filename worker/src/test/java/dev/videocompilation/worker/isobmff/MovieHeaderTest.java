package dev.videocompilation.worker.isobmff;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.videocompilation.worker.isobmff.MovieHeader.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovieHeaderTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void readsWhatARealIndexSays() throws IOException {
        assertThat(MovieHeader.read(clip(1).file())).hasValueSatisfying(movie -> {
            assertThat(movie.durationSeconds()).isEqualTo(1);
            assertThat(movie.tracks().get(0))
                    .isEqualTo(new Track(
                            "vide", true, 0, 1, 1, 30, movie.tracks().get(0).syncTable(), "und"));
            Track sound = movie.tracks().get(1);
            assertThat(sound)
                    .isEqualTo(new Track(
                            "soun", true, 1, 1, sound.mediaSeconds(), sound.samples(), Optional.empty(), "und"));
            assertThat(sound.mediaSeconds()).isCloseTo(1, within(0.045));
            assertThat(sound.samples()).isBetween(47L, 49L);
            assertThat(movie.samples()).isEqualTo(30 + sound.samples());
        });
    }

    @Test
    void readsWhichFramesAreKeyFrames() throws IOException {
        MovieHeader movie = MovieHeader.read(clip(1).file()).orElseThrow();

        assertThat(movie.tracks().get(0).syncTable().orElseThrow().read(clip(1).file(), 30).stream())
                .containsExactly(0, 15);
        assertThat(movie.tracks().get(0).syncTable().orElseThrow().read(clip(1).file(), 10).stream())
                .containsExactly(0);
    }

    @Test
    void readsFieldsOf64Bits() throws IOException {
        ByteBuffer mvhd = ByteBuffer.allocate(108)
                .put((byte) 1)
                .position(20)
                .putInt(90_000)
                .putLong(3L << 32);
        ByteBuffer tkhd = ByteBuffer.allocate(92)
                .put(new byte[] {1, 0, 0, 1})
                .position(28)
                .putLong(45_000);
        tkhd.putShort(tkhd.position() + 12, (short) 0x80);
        byte[] file = box("moov", box("mvhd", mvhd.array()), box("trak", box("tkhd", tkhd.array())));

        assertThat(MovieHeader.read(file(file)))
                .contains(new MovieHeader(
                        (3L << 32) / 90_000.0, List.of(new Track("", true, 0.5, 0.5, -1, 0, Optional.empty(), "und"))));
    }

    @Test
    void readsThatADurationIsUnknown() throws IOException {
        ByteBuffer mvhd = ByteBuffer.allocate(100).position(12).putInt(1_000).putInt(-1);

        assertThat(MovieHeader.read(file(box("moov", box("mvhd", mvhd.array())))))
                .hasValueSatisfying(movie -> assertThat(movie.durationSeconds()).isEqualTo(-1));
    }

    @Test
    void believesNoSize() throws IOException {
        byte[] brief = box("moov", box("mvhd", new byte[2]), box("trak", box("tkhd", new byte[3])));
        byte[] lying = box("moov", box("mvhd", new byte[100]), new byte[] {0x7F, 0, 0, 0, 't', 'r', 'a', 'k'});

        assertThat(MovieHeader.read(file(brief))).isPresent();
        assertThat(MovieHeader.read(file(lying)))
                .hasValueSatisfying(movie -> assertThat(movie.tracks()).isEmpty());
        assertThat(MovieHeader.read(file(box("free", new byte[8])))).isEmpty();
        assertThat(MovieHeader.read(file(box("moov", new byte[0])))).isEmpty();
    }

    @Test
    void endsOnAnyBytes() throws IOException {
        byte[] whole = Files.readAllBytes(clip(1).file());
        int moov = new String(whole, StandardCharsets.ISO_8859_1).indexOf("moov") + 4;
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j < 5; j++) {
                damaged[moov + random.nextInt(Math.min(900, whole.length - moov))] = (byte) random.nextInt(256);
            }

            assertThat(MovieHeader.read(file(damaged))).isNotNull();
        }
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("movie.mp4"), bytes);
    }

    private static byte[] box(String type, byte[]... contents) {
        int size =
                8 + Arrays.stream(contents).mapToInt(content -> content.length).sum();
        ByteBuffer box = ByteBuffer.allocate(size).putInt(size).put(type.getBytes(StandardCharsets.US_ASCII));
        for (byte[] content : contents) {
            box.put(content);
        }
        return box.array();
    }
}
