package dev.videocompilation.worker.pipeline;

import java.util.Objects;
import java.util.function.Supplier;

/** Runs the stages of one job: each is announced, waits for its permit, and is measured from then on. */
final class StageRun {
    private final StageClock clock;
    private final JoinObserver observer;
    private final StagePermits permits;

    StageRun(StageClock clock, JoinObserver observer, StagePermits permits) {
        this.clock = Objects.requireNonNull(clock);
        this.observer = Objects.requireNonNull(observer);
        this.permits = Objects.requireNonNull(permits);
    }

    /** Runs one; throws what {@code work} throws. */
    <T> T run(Stage stage, Supplier<T> work) {
        observer.stageBegins(stage);
        try (StagePermits.Permit permit = permits.take(stage)) {
            Objects.requireNonNull(permit);
            return clock.measure(stage, work);
        }
    }

    JoinObserver observer() {
        return observer;
    }
}
