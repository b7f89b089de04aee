package dev.videocompilation.worker.plan;

import java.util.List;

/** What becomes of a clip's pictures. */
public sealed interface PictureTreatment {
    /** They are copied, packet by packet, as they are; but for those around a transition. */
    record Copied() implements PictureTreatment {}

    /**
     * They are decoded, fitted to the target and encoded.
     *
     * @param reasons which forced that, the first one to be named, at least one
     * @param frames how many there will be, at the target's frame rate
     */
    record ReEncoded(List<Reason> reasons, int frames) implements PictureTreatment {
        public ReEncoded {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty() || frames < 1) {
                throw new IllegalArgumentException("a clip re-encoded for no reason or to nothing");
            }
        }
    }
}
