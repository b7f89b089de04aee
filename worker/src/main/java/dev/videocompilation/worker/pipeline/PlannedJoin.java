package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.plan.CompilePlan;
import java.util.List;

/**
 * What would be made.
 *
 * @param plan of the clips that can be used
 * @param skipped those that cannot
 */
public record PlannedJoin(CompilePlan plan, List<SkippedClip> skipped) {
    public PlannedJoin {
        skipped = List.copyOf(skipped);
    }
}
