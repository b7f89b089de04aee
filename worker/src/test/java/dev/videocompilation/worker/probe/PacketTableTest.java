package dev.videocompilation.worker.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PacketTableTest {
    @Test
    void framesAreEvenWhereEachStandsWhereAnotherEnds() {
        assertThat(table(0, 512, 1024).evenDuration()).hasValue(new Rational(1, 30));
        assertThat(table(1024, 0, 512).evenDuration()).as("in any order").hasValue(new Rational(1, 30));
        assertThat(table(0, 512, 1536).evenDuration()).as("a gap").isEmpty();
        assertThat(table(0, 1024, 1024).evenDuration())
                .as("two at one place, and a gap")
                .isEmpty();
        assertThat(table(0, 512, 1000).evenDuration())
                .as("off the others' places")
                .isEmpty();
        assertThat(table().evenDuration()).isEmpty();
    }

    private static PacketTable table(long... presented) {
        List<Packet> packets = LongStream.of(presented)
                .mapToObj(at -> new Packet(at, at, 512, 100, true, false, new PacketHash(0, at), 0))
                .toList();
        return new PacketTable(new Rational(1, 15_360), packets);
    }
}
