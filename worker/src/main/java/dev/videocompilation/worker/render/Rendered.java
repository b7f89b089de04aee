package dev.videocompilation.worker.render;

import dev.videocompilation.worker.plan.RenderPlan;
import java.nio.file.Path;

/**
 * A final file, not proven yet.
 *
 * @param plan by which it was made: the planned one, or one for a smaller file
 * @param file where it lies
 */
public record Rendered(RenderPlan plan, Path file) {}
