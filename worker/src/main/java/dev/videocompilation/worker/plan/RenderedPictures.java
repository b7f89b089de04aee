package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.Rational;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What becomes of the join's pictures in the final file. */
public sealed interface RenderedPictures {
    /** They go over packet by packet. */
    record Copied() implements RenderedPictures {}

    /**
     * They are encoded, upright and of square samples where they are made smaller.
     *
     * @param target what they are to be
     * @param codec in which
     * @param rate how many bits they get
     * @param constantRate the frames per second that frames of varying lengths are brought to; empty: every frame keeps its time
     * @param reasons why they are not copied, at least one
     */
    record Encoded(
            TargetPicture target,
            PictureCodec codec,
            RateControl rate,
            Optional<Rational> constantRate,
            List<String> reasons)
            implements RenderedPictures {
        public Encoded {
            Objects.requireNonNull(target);
            Objects.requireNonNull(codec);
            Objects.requireNonNull(rate);
            Objects.requireNonNull(constantRate);
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("pictures are encoded for a reason");
            }
        }
    }
}
