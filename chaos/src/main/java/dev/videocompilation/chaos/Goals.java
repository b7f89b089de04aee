package dev.videocompilation.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What must have been done to the workers before a run may end.
 *
 * @param kills by crash points and from outside together
 * @param killsAtEachPoint of them, at every crash point
 * @param stops SIGSTOPs past the lease
 */
record Goals(int kills, int killsAtEachPoint, int stops) {
    Goals {
        if (kills < 0 || killsAtEachPoint < 0 || stops < 0) {
            throw new IllegalArgumentException("goals are at least 0");
        }
    }

    /** Kills alone, wherever. */
    static Goals ofKills(int kills) {
        return new Goals(kills, 0, 0);
    }

    /** As many kills as it takes for all of these. */
    int allKills() {
        return Math.max(kills, killsAtEachPoint * CrashPoint.values().length);
    }

    /** The points at which kills are missing. */
    List<CrashPoint> missingAt(List<Kill> made) {
        Map<String, Long> byPoint = Kill.byPoint(made);
        return Stream.of(CrashPoint.values())
                .filter(point -> byPoint.getOrDefault(point.name(), 0L) < killsAtEachPoint)
                .toList();
    }

    /** What is missing, in words; nothing where all is done. */
    List<String> missing(List<Kill> made, int stopsMade) {
        List<String> missing = new ArrayList<>();
        if (made.size() < kills) {
            missing.add("only %d of %d kills were made".formatted(made.size(), kills));
        }
        Map<String, Long> byPoint = Kill.byPoint(made);
        for (CrashPoint point : missingAt(made)) {
            missing.add("only %d of %d kills were made at %s"
                    .formatted(byPoint.getOrDefault(point.name(), 0L), killsAtEachPoint, point));
        }
        if (stopsMade < stops) {
            missing.add("only %d of %d workers were stopped past their lease".formatted(stopsMade, stops));
        }
        return missing;
    }
}
