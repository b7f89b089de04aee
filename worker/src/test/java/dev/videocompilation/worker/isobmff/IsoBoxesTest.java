package dev.videocompilation.worker.isobmff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoBoxesTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void findsTheIndexBeforeTheMedia() throws IOException {
        IsoBoxes boxes = read(box("ftyp", 8), box("moov", 100), box("mdat", 50));

        assertThat(boxes.isWhole()).isTrue();
        assertThat(boxes.indexBeforeMedia()).isTrue();
        assertThat(boxes.has("moov")).isTrue();
        assertThat(boxes.has("moof")).isFalse();
    }

    @Test
    void findsTheIndexAfterTheMedia() throws IOException {
        assertThat(read(box("ftyp", 8), box("mdat", 50), box("moov", 100)).indexBeforeMedia())
                .isFalse();
        assertThat(read(box("ftyp", 8)).indexBeforeMedia()).isFalse();
    }

    @Test
    void reads64BitSizes() throws IOException {
        IsoBoxes boxes = read(wideBox("mdat", 16 + 40, 40), box("moov", 10));

        assertThat(boxes.isWhole()).isTrue();
        assertThat(boxes.has("moov")).isTrue();
    }

    @Test
    void takesSizeZeroAsToTheEndOfTheFile() throws IOException {
        IsoBoxes boxes = read(box("moov", 10), header("mdat", 0), new byte[1000]);

        assertThat(boxes.isWhole()).isTrue();
        assertThat(boxes.has("mdat")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 7, 59, 1_000_000, 0xFFFF_FFFFL})
    void isNotWholeWhereASizeLies(long size) throws IOException {
        IsoBoxes boxes = read(box("ftyp", 8), header("moov", size), new byte[50]);

        assertThat(boxes.isWhole()).isFalse();
        assertThat(boxes.has("moov")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 15, 67, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void isNotWholeWhereA64BitSizeLies(long size) throws IOException {
        assertThat(read(box("ftyp", 8), wideBox("mdat", size, 50)).isWhole()).isFalse();
    }

    @Test
    void isNotWholeWhereTheFileEndsInsideAHeader() throws IOException {
        assertThat(read(box("moov", 8), new byte[] {0, 0, 0}).isWhole()).isFalse();
        assertThat(read(box("moov", 8), header("mdat", 1)).isWhole()).isFalse();
    }

    private IsoBoxes read(byte[]... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return IsoBoxes.read(Files.write(folder.resolve("file.mp4"), bytes.toByteArray()));
    }

    private static byte[] box(String type, int contentBytes) {
        return ByteBuffer.allocate(8 + contentBytes)
                .put(header(type, 8L + contentBytes))
                .array();
    }

    private static byte[] wideBox(String type, long claimed, int contentBytes) {
        return ByteBuffer.allocate(16 + contentBytes)
                .put(header(type, 1))
                .putLong(claimed)
                .array();
    }

    private static byte[] header(String type, long size) {
        return ByteBuffer.allocate(8)
                .putInt((int) size)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }
}
