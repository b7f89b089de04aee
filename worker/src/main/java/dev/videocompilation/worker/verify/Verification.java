package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.probe.ProbedClip;
import java.util.List;

/** What the proof of an output came to. */
public sealed interface Verification {
    /**
     * The output is what the plan promised.
     *
     * @param video what was proven
     * @param found the output as it was probed
     */
    record Proven(VerifiedVideo video, ProbedClip found) implements Verification {}

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
