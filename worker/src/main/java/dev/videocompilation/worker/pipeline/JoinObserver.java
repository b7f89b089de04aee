package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.plan.CompilePlan;

/** Is told how a join goes on. Called on the joining thread. */
public interface JoinObserver {
    /** A stage begins. */
    default void stageBegins(Stage stage) {}

    /** The plan is made. */
    default void planned(CompilePlan plan) {}

    /**
     * Pictures are made anew.
     *
     * @param share that is made, 0 to 1
     */
    default void conforming(double share) {}

    /**
     * The output grows.
     *
     * @param share that is made, 0 to 1
     */
    default void joining(double share) {}

    /**
     * The final file grows, where it is not the join.
     *
     * @param share that is made, 0 to 1
     */
    default void rendering(double share) {}
}
