package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeardownTest {
    private final Teardown teardown = new Teardown();
    private final List<String> closed = new ArrayList<>();

    @Test
    void closesTheLastFirstAndEachOnceWhateverOneDoes() throws Exception {
        open("folder");
        teardown.open(() -> (AutoCloseable) () -> {
            closed.add("stack");
            throw new IllegalStateException("does not want to");
        });
        open("worker");

        teardown.close();
        teardown.close();

        assertThat(closed).containsExactly("worker", "stack", "folder");
        assertThat(teardown.wasStopped()).isFalse();
    }

    @Test
    void onceStoppedNothingIsOpened() throws Exception {
        open("stack");

        assertThat(teardown.stop()).isTrue();

        assertThatThrownBy(() -> open("worker")).isInstanceOf(DemoFailedException.class);
        teardown.close();
        assertThat(closed).containsExactly("stack");
        assertThat(teardown.wasStopped()).isTrue();
    }

    @Test
    void whatHasEndedCannotBeStopped() {
        teardown.close();

        assertThat(teardown.stop()).isFalse();
        assertThat(teardown.wasStopped()).isFalse();
    }

    private void open(String name) throws Exception {
        teardown.open(() -> (AutoCloseable) () -> closed.add(name));
    }
}
