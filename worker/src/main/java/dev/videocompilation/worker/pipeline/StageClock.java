package dev.videocompilation.worker.pipeline;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Measures the stages of one job. Not for several threads. */
final class StageClock {
    private final LongSupplier nanoTime;
    private final long startedAtNanos;
    private final Map<Stage, Duration> measured = new EnumMap<>(Stage.class);

    StageClock(LongSupplier nanoTime) {
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.startedAtNanos = nanoTime.getAsLong();
    }

    <T> T measure(Stage stage, Supplier<T> work) {
        long begin = nanoTime.getAsLong();
        try {
            return work.get();
        } finally {
            measured.merge(stage, Duration.ofNanos(nanoTime.getAsLong() - begin), Duration::plus);
        }
    }

    Duration of(Stage stage) {
        return measured.getOrDefault(stage, Duration.ZERO);
    }

    /** Since this clock was made. */
    Duration total() {
        return Duration.ofNanos(nanoTime.getAsLong() - startedAtNanos);
    }
}
