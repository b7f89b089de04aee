package dev.videocompilation.worker.verify;

import java.util.List;

/** What the proof of an output came to. */
public sealed interface Verification {
    /** The output is what the plan promised. */
    record Proven(VerifiedVideo video) implements Verification {}

    /**
     * The output is not what the plan promised.
     *
     * @param defects each as a sentence with what was found and what was promised; at least one
     */
    record Disproven(List<String> defects) implements Verification {
        public Disproven {
            defects = List.copyOf(defects);
        }
    }
}
