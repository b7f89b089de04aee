package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderedPictures;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the stages of a job may take, in seconds. The rates are rough, of a machine with two cores; what counts are the stages' shares of the
 * whole, and a job that turns out slower or faster has its estimate corrected as it goes.
 */
final class WorkEstimate {
    private static final double TRANSFER_BYTES = 40e6;
    private static final double READ_BYTES = 200e6;
    private static final double SECONDS_PER_REQUEST = 0.05;
    private static final double SECONDS_PER_PROCESS = 0.15;
    private static final double ENCODED_PIXELS = 25e6;
    /** Seconds of sound that are decoded and encoded in one second. */
    private static final double SOUND_SECONDS = 150;

    private static final double LEAST = 0.01;

    private WorkEstimate() {}

    /** Before anything is known but how much there is to fetch. */
    static Map<Stage, Double> of(long bytes, int clips) {
        Map<Stage, Double> seconds = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            seconds.put(stage, LEAST);
        }
        seconds.put(Stage.FETCH, bytes / TRANSFER_BYTES + SECONDS_PER_REQUEST * clips);
        seconds.put(Stage.PROBE, bytes / READ_BYTES + SECONDS_PER_PROCESS * clips);
        seconds.put(Stage.JOIN, bytes / READ_BYTES + SECONDS_PER_PROCESS);
        seconds.put(Stage.VERIFY, bytes / READ_BYTES + SECONDS_PER_PROCESS * clips);
        seconds.put(Stage.PUBLISH, bytes / TRANSFER_BYTES + SECONDS_PER_REQUEST);
        return seconds;
    }

    /** Once it is known what will be made. */
    static Map<Stage, Double> of(CompilePlan plan, RenderPlan render) {
        Map<Stage, Double> seconds = of(plan.inputBytes(), plan.clips().size());
        double frames =
                plan.toBeMade().stream().mapToInt(piece -> piece.frames()).sum();
        double pixels = frames * plan.target().width() * plan.target().height();
        seconds.merge(
                Stage.CONFORM,
                pixels / ENCODED_PIXELS + SECONDS_PER_PROCESS * plan.toBeMade().size(),
                Double::sum);
        double sound = plan.duration().toDouble() / SOUND_SECONDS;
        seconds.merge(Stage.JOIN, sound, Double::sum);
        seconds.merge(Stage.VERIFY, sound + SECONDS_PER_PROCESS * plan.joins().size(), Double::sum);
        if (render.isNeeded() || render.mostBytes().isPresent()) {
            seconds.merge(Stage.RENDER, rendering(plan, render), Double::sum);
        }
        return seconds;
    }

    /** Where pictures are encoded, and read once more for the proof; a copy costs as much as reading. */
    private static double rendering(CompilePlan plan, RenderPlan render) {
        return switch (render.pictures()) {
            case RenderedPictures.Copied copied -> plan.inputBytes() / READ_BYTES;
            case RenderedPictures.Encoded encoded ->
                2.0
                        * plan.frames()
                        * encoded.target().width()
                        * encoded.target().height()
                        / ENCODED_PIXELS;
        };
    }
}
