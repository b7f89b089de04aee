package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.job.ClipRef;
import java.util.List;

/** What planning came to. */
public sealed interface Planning {
    /** The clips can be joined without touching a picture. */
    record Planned(CompilePlan plan) implements Planning {}

    /**
     * The clips cannot stand in one track.
     *
     * @param mismatches of the first clip that differs, at least one
     */
    record NotCompatible(List<Mismatch> mismatches) implements Planning {
        public NotCompatible {
            mismatches = List.copyOf(mismatches);
        }

        /** The first difference as a sentence, and the names of the other fields that differ. */
        public String sentence() {
            String first = mismatches.get(0).sentence();
            if (mismatches.size() == 1) {
                return first;
            }
            return first + " (and in "
                    + String.join(
                            ", ",
                            mismatches.stream().skip(1).map(Mismatch::field).toList()) + ")";
        }
    }

    /** One clip is of a kind that cannot be copied into the output, whatever the others are. */
    record Unsupported(ClipRef clip, String reason) implements Planning {}
}
