package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;
import java.util.List;

/**
 * What would be made.
 *
 * @param plan of the clips that can be used
 * @param render what becomes of the join in the final file
 * @param skipped those that cannot
 */
public record PlannedJoin(CompilePlan plan, RenderPlan render, List<SkippedClip> skipped) {
    public PlannedJoin {
        skipped = List.copyOf(skipped);
    }
}
