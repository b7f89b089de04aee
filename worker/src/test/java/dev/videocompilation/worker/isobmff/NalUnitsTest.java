package dev.videocompilation.worker.isobmff;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NalUnitsTest {
    private static final int UNITS = 1_000;
    /** Each of a length of 32 bits and one byte. */
    private static final int BYTES = UNITS * 5;

    @TempDir
    Path folder = Path.of("");

    @Test
    void looksAtNoMoreUnitsThanItMayHoweverOftenTheyAreCountedAsAnotherSample() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining()) {
            bytes.putInt(1).put((byte) 9);
        }
        Path file = Files.write(folder.resolve("units"), bytes.array());

        try (NalUnits.Reader reader = units().read(file, 2 * UNITS)) {
            assertThat(reader.holdsOtherSets(0, BYTES)).isFalse();
            assertThat(reader.holdsOtherSets(0, BYTES)).isFalse();
            assertThat(reader.holdsOtherSets(0, BYTES)).isTrue();
        }
    }

    private static NalUnits units() throws IOException {
        return TrackDescription.read(clip(1).file(), TrackDescription.VIDEO)
                .flatMap(NalUnits::of)
                .orElseThrow();
    }
}
