package dev.videocompilation.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * What is to be run.
 *
 * @param seed of every choice that is made here; the order in which processes run is not of our making
 * @param jobs to enqueue
 * @param minutes after which no more are enqueued, and no more faults made
 * @param goals what must have been done to the workers; jobs are added until it was
 * @param workers processes at a time
 * @param timeDivisor by which every timing of RELIABILITY.md is divided: 20, or 1 for the real ones
 * @param directory of the run's files
 */
record ChaosOptions(long seed, int jobs, int minutes, Goals goals, int workers, int timeDivisor, Path directory) {
    ChaosOptions {
        Objects.requireNonNull(goals);
        Objects.requireNonNull(directory);
        if (jobs < 1 || minutes < 1 || workers < 1 || timeDivisor < 1) {
            throw new IllegalArgumentException("jobs, minutes, workers and the divisor are at least 1");
        }
    }

    /** A real timing at this run's scale. */
    Duration scaled(Duration real) {
        return real.dividedBy(timeDivisor);
    }
}
