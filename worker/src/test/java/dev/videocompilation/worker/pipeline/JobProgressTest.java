package dev.videocompilation.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.CompilePlanner;
import dev.videocompilation.worker.plan.Planning;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderPlanner;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.testmedia.SyntheticClips;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JobProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong();

    @Test
    void itGrowsFromNothingToAlmostAllAndNeverShrinksWhateverIsTold() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            JobProgress progress = new JobProgress(now::get, 1 + random.nextInt(100_000_000), 1 + random.nextInt(60));
            assertThat(progress.read().share()).isZero();
            double before = 0;
            for (Stage stage : Stage.values()) {
                progress.stageBegins(stage);
                for (double share = 0; share <= 1; share += 0.25) {
                    tell(progress, stage, share);
                    double told = progress.read().share();
                    assertThat(told).isBetween(before, 1.0);
                    before = told;
                }
                if (stage == Stage.PROBE) {
                    planned(progress, plan(1 + random.nextInt(10), random.nextInt(3)));
                    // As where a clip was bad, and all begins anew without it.
                    if (random.nextInt(4) == 0) {
                        progress.stageBegins(Stage.PROBE);
                        planned(progress, plan(1 + random.nextInt(10), random.nextInt(3)));
                    }
                }
            }
            assertThat(before).isGreaterThan(0.5);
        }
    }

    @Test
    void aStageCountsByItsWork() {
        CompilePlan plan = plan(2, 60);
        JobProgress progress =
                new JobProgress(now::get, plan.inputBytes(), plan.clips().size());
        progress.stageBegins(Stage.PROBE);
        planned(progress, plan);

        double begun = progress.read().share();
        progress.stageBegins(Stage.CONFORM);
        progress.conforming(1);

        // What came before the plan has its share of the way; of the rest, each stage has what it is of the work.
        Map<Stage, Double> seconds = WorkEstimate.of(plan, asItIs(plan));
        double rest = seconds.entrySet().stream()
                .filter(entry -> entry.getKey().compareTo(Stage.PROBE) > 0)
                .mapToDouble(Map.Entry::getValue)
                .sum();
        assertThat(progress.read().share() - begun)
                .isCloseTo((1 - begun) * seconds.getOrDefault(Stage.CONFORM, 0.0) / rest, within(1e-9));
    }

    @Test
    void whatIsLeftFollowsTheSpeedOfWhatIsDone() {
        CompilePlan plan = plan(2, 20);
        Map<Stage, Double> seconds = WorkEstimate.of(plan, asItIs(plan));
        double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        JobProgress progress =
                new JobProgress(now::get, plan.inputBytes(), plan.clips().size());
        assertThat(progress.read().secondsLeft()).isEmpty();
        progress.stageBegins(Stage.PROBE);
        planned(progress, plan);
        progress.stageBegins(Stage.CONFORM);
        progress.conforming(0.5);
        double worked = seconds.getOrDefault(Stage.FETCH, 0.0)
                + seconds.getOrDefault(Stage.PROBE, 0.0)
                + seconds.getOrDefault(Stage.CONFORM, 0.0) / 2;

        // Three times as slow as estimated so far.
        now.addAndGet((long) (3 * worked * SECOND));

        assertThat((double) progress.read().secondsLeft().orElseThrow()).isCloseTo(3 * (all - worked), within(1.0));
    }

    private static void planned(JobProgress progress, CompilePlan plan) {
        progress.planned(plan, asItIs(plan));
    }

    private static RenderPlan asItIs(CompilePlan plan) {
        return RenderPlanner.of(OutputSpec.DEFAULT, CompileOptions.DEFAULT, plan);
    }

    private static void tell(JobProgress progress, Stage stage, double share) {
        switch (stage) {
            case FETCH -> progress.fetching(share);
            case CONFORM -> progress.conforming(share);
            case JOIN -> progress.joining(share);
            case RENDER -> progress.rendering(share);
            case PROBE, VERIFY, PUBLISH -> {}
        }
    }

    /** Of clips that are copied and clips of another size. */
    private static CompilePlan plan(int equal, int odd) {
        List<ProbedClip> clips = new ArrayList<>(SyntheticClips.clips(Math.max(equal, odd + 1)));
        for (int i = 0; i < odd; i++) {
            ProbedClip clip = SyntheticClips.clip(100 + i);
            clips.add(SyntheticClips.withVideo(clip, SyntheticClips.video(clip, "width", 1920)));
        }
        return ((Planning.Planned) new CompilePlanner().plan(clips)).plan();
    }
}
