package dev.videocompilation.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** At which crash point the next worker is killed, and at which pass of it. */
final class CrashPlan {
    private final ChaosOptions options;
    private final Random random;
    private final List<CrashPoint> round = new ArrayList<>();

    CrashPlan(ChaosOptions options, Random random) {
        this.options = options;
        this.random = random;
    }

    /**
     * A point at which kills are still wanted; else one time in four that at which the fewest were, or each as often as every other, in an
     * order of its own each time.
     */
    synchronized CrashPoint next(List<Kill> made) {
        List<CrashPoint> missing = options.goals().missingAt(made);
        if (!missing.isEmpty()) {
            return missing.get(random.nextInt(missing.size()));
        }
        if (random.nextInt(4) == 0) {
            return leastKilled(made);
        }
        if (round.isEmpty()) {
            round.addAll(Arrays.asList(CrashPoint.values()));
            Collections.shuffle(round, random);
        }
        return round.removeLast();
    }

    /** Of a point that any job reaches, so many passes at most that the kills are spread over the run's jobs. */
    int mostPasses(boolean provoked) {
        return provoked
                ? 2
                : Math.max(2, options.jobs() / Math.max(1, options.goals().kills()));
    }

    private CrashPoint leastKilled(List<Kill> made) {
        Map<String, Long> counts = Kill.byPoint(made);
        List<CrashPoint> points = new ArrayList<>(Arrays.asList(CrashPoint.values()));
        Collections.shuffle(points, random);
        // Those that other workers are on their way to have no kill yet: chosen among the few with the least.
        points.sort(Comparator.comparingLong(point -> counts.getOrDefault(point.name(), 0L)));
        return points.get(random.nextInt(Math.min(points.size(), options.workers() + 1)));
    }
}
