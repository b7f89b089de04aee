package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.plan.CompilePlan;

/** Is told how a join goes on. Called on the joining thread. */
public interface JoinObserver {
    /** A stage begins. */
    default void stageBegins(Stage stage) {}

    /** The plan is made. */
    default void planned(CompilePlan plan) {}

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

    /** One that tells two others. */
    static JoinObserver both(JoinObserver one, JoinObserver other) {
        return new JoinObserver() {
            @Override
            public void stageBegins(Stage stage) {
                one.stageBegins(stage);
                other.stageBegins(stage);
            }

            @Override
            public void planned(CompilePlan plan) {
                one.planned(plan);
                other.planned(plan);
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
        };
    }
}
