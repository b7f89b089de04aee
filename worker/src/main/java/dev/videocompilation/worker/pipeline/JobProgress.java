package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * How far a job is, over all its stages, each by the work that it is: never less than before. What is left is estimated by how fast the
 * work that is done went. For several threads.
 */
public final class JobProgress implements JoinObserver {
    /** Before so much is done nothing is said of what is left. */
    private static final double TELLABLE = 0.02;

    private static final double NANOS = 1e9;

    private final LongSupplier nanoTime;
    private final long begunAtNanos;
    private final Map<Stage, Double> done = new EnumMap<>(Stage.class);
    private Map<Stage, Double> seconds;
    /** The share that was done when the work was last estimated anew, and how many of the estimated seconds that were. */
    private double shareBefore;

    private double secondsBefore;
    private double greatest;

    /**
     * How far it is.
     *
     * @param share of all the work, 0 to 1
     * @param secondsLeft empty where that cannot be told yet
     */
    public record Reading(double share, OptionalInt secondsLeft) {}

    /**
     * Of a job that begins now.
     *
     * @param bytes to fetch and to read
     * @param clips how many
     */
    public JobProgress(LongSupplier nanoTime, long bytes, int clips) {
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.begunAtNanos = nanoTime.getAsLong();
        this.seconds = WorkEstimate.of(bytes, clips);
    }

    /** How far it is now. */
    public synchronized Reading read() {
        greatest = Math.max(greatest, Math.min(1, share()));
        double elapsed = (nanoTime.getAsLong() - begunAtNanos) / NANOS;
        double worked = worked();
        if (greatest < TELLABLE || worked <= 0) {
            return new Reading(greatest, OptionalInt.empty());
        }
        double left = (all() - worked) * elapsed / worked;
        return new Reading(greatest, OptionalInt.of((int) Math.min(Integer.MAX_VALUE, Math.ceil(left))));
    }

    @Override
    public synchronized void stageBegins(Stage begun) {
        // The final file is proven as the join was, which counts as done by then.
        boolean again = begun == Stage.VERIFY && done.getOrDefault(Stage.RENDER, 0.0) > 0;
        Stage place = again ? Stage.RENDER : begun;
        for (Stage stage : Stage.values()) {
            done.put(stage, stage.compareTo(place) < 0 || (again && stage == place) ? 1.0 : 0.0);
        }
    }

    @Override
    public synchronized void planned(CompilePlan plan, RenderPlan render) {
        shareBefore = share();
        done.put(Stage.PROBE, 1.0);
        seconds = WorkEstimate.of(plan, render);
        secondsBefore = worked();
    }

    @Override
    public void fetching(double share) {
        set(Stage.FETCH, share);
    }

    @Override
    public void conforming(double share) {
        set(Stage.CONFORM, share);
    }

    @Override
    public void joining(double share) {
        set(Stage.JOIN, share);
    }

    @Override
    public void rendering(double share) {
        set(Stage.RENDER, share);
    }

    private synchronized void set(Stage stage, double share) {
        done.put(stage, share);
    }

    /** What was done before the last estimate counts as it was told; the rest of the work is the rest of the way. */
    private double share() {
        double rest = all() - secondsBefore;
        return rest <= 0 ? shareBefore : shareBefore + (1 - shareBefore) * (worked() - secondsBefore) / rest;
    }

    private double worked() {
        return seconds.entrySet().stream()
                .mapToDouble(entry -> entry.getValue() * done.getOrDefault(entry.getKey(), 0.0))
                .sum();
    }

    private double all() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
