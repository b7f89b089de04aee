package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.verify.VerifiedVideo;
import java.util.List;

/**
 * A proven video: the join, or the final file that was made of it.
 *
 * @param plan what was promised of the join
 * @param render what became of it in the final file
 * @param video what was proven
 * @param skipped clips that could not be used
 */
public record JoinedVideo(CompilePlan plan, RenderPlan render, VerifiedVideo video, List<SkippedClip> skipped) {
    public JoinedVideo {
        skipped = List.copyOf(skipped);
    }
}
