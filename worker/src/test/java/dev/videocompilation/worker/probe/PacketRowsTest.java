package dev.videocompilation.worker.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketRowsTest {
    @Test
    void givesBackEveryPacketAsItWas() {
        Random random = new Random(3);
        List<Packet> packets = new ArrayList<>();
        PacketRows rows = new PacketRows();
        for (int i = 0; i < 1_000; i++) {
            Packet packet = new Packet(
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextInt(),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    new PacketHash(random.nextLong(), random.nextLong()),
                    random.nextLong());
            packets.add(packet);
            rows.append(packet);
        }

        assertThat(rows).isEqualTo(packets);
        assertThat(rows.trimmed()).isEqualTo(packets);
        assertThat(PacketRows.of(packets)).isEqualTo(packets);
        assertThatThrownBy(() -> rows.get(1_000)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void readsAHashInFfprobesWords() {
        assertThat(PacketHash.parse("murmur3:00112233445566778899aabbccddeeff"))
                .isEqualTo(new PacketHash(0x0011223344556677L, 0x8899aabbccddeeffL));
        assertThatThrownBy(() -> PacketHash.parse("murmur3:0011")).isInstanceOf(IllegalArgumentException.class);
    }
}
