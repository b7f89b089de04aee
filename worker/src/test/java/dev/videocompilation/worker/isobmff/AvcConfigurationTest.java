package dev.videocompilation.worker.isobmff;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AvcConfigurationTest {
    @Test
    void writesWhatItRead() throws IOException {
        for (Path file : new Path[] {
            clip(1).file(),
            clip(1).bFrames(3).file(),
            clip(1).pixelFormat("yuv422p").file()
        }) {
            byte[] bytes = avcC(file);

            assertThat(parse(bytes).toBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void findsAnIdThatNoSetHas() throws IOException {
        assertThat(parse(avcC(clip(1).file())).freeId()).contains(1);
    }

    @Test
    void putsTheSetsOfAnotherIdBesideItsOwn() throws IOException {
        AvcConfiguration own = parse(avcC(clip(1).file()));
        AvcConfiguration other = parse(avcC(clip(1).parameterSetId(5).file()));

        AvcConfiguration both = own.merge(other);

        assertThat(both.sets()).isEqualTo(4);
        assertThat(both.hasSetsOf(own)).isTrue();
        assertThat(both.hasSetsOf(other)).isTrue();
        assertThat(own.hasSetsOf(other)).isFalse();
        assertThat(parse(both.toBytes()).sets()).isEqualTo(4);
        assertThat(both.freeId()).contains(1);
        assertThat(own.merge(own).toBytes()).isEqualTo(own.toBytes());
    }

    @Test
    void mergesNoSetsOfTheSameIdNorOtherProfiles() throws IOException {
        AvcConfiguration own = parse(avcC(clip(1).file()));

        assertThatThrownBy(() -> own.merge(parse(avcC(clip(1).size(128, 96).file()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of the id 0");
        assertThatThrownBy(() -> own.merge(parse(avcC(clip(1).bFrames(3).file()))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void makesNothingOfDamagedRecordsButNamesNoneOfThem() throws IOException {
        byte[] bytes = avcC(clip(1).file());
        Random random = new Random(1);
        for (int length = 0; length < bytes.length; length++) {
            AvcConfiguration.parse(ByteBuffer.wrap(Arrays.copyOf(bytes, length)))
                    .ifPresent(AvcConfiguration::freeId);
        }
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            AvcConfiguration.parse(ByteBuffer.wrap(damaged)).ifPresent(AvcConfiguration::freeId);
        }
    }

    private static AvcConfiguration parse(byte[] bytes) {
        return AvcConfiguration.parse(ByteBuffer.wrap(bytes)).orElseThrow();
    }

    private static byte[] avcC(Path file) throws IOException {
        ByteBuffer contents = TrackDescription.read(file, TrackDescription.VIDEO)
                .orElseThrow()
                .box("avcC")
                .orElseThrow();
        byte[] bytes = new byte[contents.remaining()];
        contents.get(bytes);
        return bytes;
    }
}
