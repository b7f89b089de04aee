package dev.videocompilation.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DevStackTest {

    @Test
    void startsAndStops() {
        for (int i = 0; i < 3; i++) {
            long t = System.nanoTime();
            DevStack stack = DevStack.start(Path.of("target/probe"));
            System.out.println("start ms " + (System.nanoTime() - t) / 1_000_000 + " " + stack.environment());
            assertThat(stack.environment()).containsKey("QUEUE_URL");
            t = System.nanoTime();
            stack.close();
            System.out.println("stop ms " + (System.nanoTime() - t) / 1_000_000);
        }
    }
}
