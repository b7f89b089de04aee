package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;

/** Is told how a join goes on. Called on the joining thread. */
public interface JoinObserver {
    /** A stage begins. */
    default void stageBegins(Stage stage) {}

    /**
     * It is known what will be made.
     *
     * @param plan of the join
     * @param render of the final file
     */
    default void planned(CompilePlan plan, RenderPlan render) {}

    /**
     * Clips are fetched.
     *
     * @param share that is there, 0 to 1
     */
    default void fetching(double share) {}

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

    /** One that tells two others. */
    static JoinObserver both(JoinObserver one, JoinObserver other) {
        return new JoinObserver() {
            @Override
            public void stageBegins(Stage stage) {
                one.stageBegins(stage);
                other.stageBegins(stage);
            }

            @Override
            public void planned(CompilePlan plan, RenderPlan render) {
                one.planned(plan, render);
                other.planned(plan, render);
            }

            @Override
            public void fetching(double share) {
                one.fetching(share);
                other.fetching(share);
            }

            @Override
            public void conforming(double share) {
                one.conforming(share);
                other.conforming(share);
            }

            @Override
            public void joining(double share) {
                one.joining(share);
                other.joining(share);
            }

            @Override
            public void rendering(double share) {
                one.rendering(share);
                other.rendering(share);
            }
        };
    }
}
