package dev.videocompilation.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * At which crash point the next worker is killed, and at which pass of it. While kills are missing at points that only some job or message
 * leads to, workers carry some of those too, at their first pass: whichever gets that job dies of it.
 */
final class CrashPlan {
    /** Where a job or message of its own kind leads whichever worker gets it. */
    private static final Set<CrashPoint> ANYONES = EnumSet.of(
            CrashPoint.FAILED,
            CrashPoint.HANDED_BACK,
            CrashPoint.ABANDONED_CANCELLED,
            CrashPoint.PARKED,
            CrashPoint.DEAD_LETTER_SENT,
            CrashPoint.RESENT);

    /** Where trouble leads a worker, be it made for this one or not. */
    private static final Set<CrashPoint> TROUBLED =
            EnumSet.of(CrashPoint.RETRY_RECORDED, CrashPoint.RELEASED, CrashPoint.CANCELLED, CrashPoint.LEASE_RENEWED);

    private static final int MOST_BESIDE = 3;

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
        List<CrashPoint> missing = options.goals().missingAt(made).stream()
                .filter(point -> !ANYONES.contains(point))
                .toList();
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

    /** The points that a worker carries beside its own: some of them, so that it gets to its own and does some work before. */
    synchronized List<CrashPoint> beside(List<Kill> made) {
        List<CrashPoint> missing = new ArrayList<>(options.goals().missingAt(made).stream()
                .filter(point -> ANYONES.contains(point) || TROUBLED.contains(point))
                .toList());
        Collections.shuffle(missing, random);
        // A poison is parked once, and has killed four workers by then.
        missing.sort(Comparator.comparing(point -> point != CrashPoint.PARKED));
        return missing.subList(0, Math.min(missing.size(), MOST_BESIDE));
    }

    /** One of those to which a job or message shall lead some worker now, where any is missing. Messages are lost in any run. */
    synchronized Optional<CrashPoint> wanted(List<CrashPoint> beside) {
        List<CrashPoint> anyones = beside.stream()
                .filter(point -> ANYONES.contains(point) && point != CrashPoint.RESENT)
                .toList();
        return anyones.isEmpty() ? Optional.empty() : Optional.of(anyones.get(random.nextInt(anyones.size())));
    }

    /** Of a point that any job reaches, so many passes at most that the kills are spread over the run's jobs. */
    int mostPasses(CrashPoint point, boolean provoked) {
        if (TROUBLED.contains(point)) {
            return 1;
        }
        return provoked
                ? 2
                : Math.max(2, 2 * options.jobs() / Math.max(1, options.goals().allKills()));
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
