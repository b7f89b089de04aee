package dev.videocompilation.worker.isobmff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BoxesTest {
    @Test
    void keepsNoMoreBoxesThanAnIndexMayHave() {
        ByteBuffer millions = ByteBuffer.allocate(8 << 20);
        while (millions.hasRemaining()) {
            millions.putInt(8).putInt(0);
        }

        assertThat(Boxes.of(millions.flip()).all()).hasSize(10_000);
    }
}
