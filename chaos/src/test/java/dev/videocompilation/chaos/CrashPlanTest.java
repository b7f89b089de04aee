package dev.videocompilation.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrashPlanTest {
    @Test
    void aWorkerCarriesAFewOfTheSeldomPointsThatAreMissingAndAlwaysTheParking() {
        CrashPlan plan = plan(new Goals(10, 1, 0));

        assertThat(plan.beside(List.of())).hasSize(3).contains(CrashPoint.PARKED);
    }

    @Test
    void nobodyCarriesAPointWithEnoughKills() {
        CrashPlan plan = plan(new Goals(10, 1, 0));
        List<Kill> all = Stream.of(CrashPoint.values())
                .filter(point -> point != CrashPoint.FAILED)
                .map(point -> new Kill(0, point.name(), "single-1", 1))
                .toList();

        assertThat(plan.beside(all)).containsExactly(CrashPoint.FAILED);
        assertThat(plan.wanted(plan.beside(all))).contains(CrashPoint.FAILED);
    }

    @Test
    void withoutAGoalForEachPointAWorkerHasItsOwnAlone() {
        assertThat(plan(Goals.ofKills(10)).beside(List.of())).isEmpty();
    }

    private static CrashPlan plan(Goals goals) {
        return new CrashPlan(new ChaosOptions(1, 100, 1, goals, 3, 20, Path.of("unused")), new Random(1));
    }
}
