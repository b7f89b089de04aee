package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.verify.VerifiedVideo;
import java.util.List;

/**
 * A proven join.
 *
 * @param plan what was promised
 * @param video what was proven
 * @param skipped clips that could not be used
 */
public record JoinedVideo(CompilePlan plan, VerifiedVideo video, List<SkippedClip> skipped) {
    public JoinedVideo {
        skipped = List.copyOf(skipped);
    }
}
