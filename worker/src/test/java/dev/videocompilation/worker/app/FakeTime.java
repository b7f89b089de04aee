package dev.videocompilation.worker.app;

import dev.videocompilation.worker.operator.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A clock that only pauses move on. */
final class FakeTime implements Pause {
    private final List<Long> pauses = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 1_000;
    private boolean real;

    long nanos() {
        return nanos;
    }

    List<Long> pauses() {
        return pauses;
    }

    /** Where what is waited for is done by another process. */
    void sleepReally() {
        real = true;
    }

    @Override
    public void pause(Duration duration) {
        pauses.add(duration.toMillis());
        nanos += duration.toNanos();
        if (real) {
            Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        }
    }
}
