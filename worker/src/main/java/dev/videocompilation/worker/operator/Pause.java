package dev.videocompilation.worker.operator;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
public interface Pause {
    void pause(Duration duration);
}
