package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.ProbedClip;
import java.util.List;
import java.util.Optional;

/** What becomes of a clip's pictures. */
public sealed interface PictureTreatment {
    /** They are copied, packet by packet, as they are. */
    record Copied() implements PictureTreatment {}

    /**
     * They are decoded, fitted to the target and encoded.
     *
     * @param reasons which forced that, the first one to be named, at least one
     * @param frames how many there will be, at the target's frame rate
     * @param made the file with the new pictures, once there is one
     */
    record ReEncoded(List<Reason> reasons, int frames, Optional<ProbedClip> made) implements PictureTreatment {
        public ReEncoded {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty() || frames < 1) {
                throw new IllegalArgumentException("a clip re-encoded for no reason or to nothing");
            }
        }
    }
}
