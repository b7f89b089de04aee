package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.verify.VerifiedVideo;

/**
 * A proven join.
 *
 * @param plan what was promised
 * @param video what was proven
 */
public record JoinedVideo(CompilePlan plan, VerifiedVideo video) {}
