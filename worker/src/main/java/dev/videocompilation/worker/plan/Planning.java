package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.job.ClipRef;
import java.util.Optional;

/** What planning came to. */
public sealed interface Planning {
    /** The clips can be joined. */
    record Planned(CompilePlan plan) implements Planning {}

    /** One clip can neither be copied beside the others nor be brought to their form. */
    record NotCompatible(ClipRef clip, String reason) implements Planning {}

    /** A transition cannot be made between these clips, however they are treated. */
    record NoTransition(Optional<ClipRef> clip, String reason) implements Planning {}

    /** The sound is to be copied, which a clip does not allow, or else something that is asked for (no clip is named then). */
    record SoundNotCopyable(Optional<ClipRef> clip, String reason) implements Planning {}

    /** One clip is of a kind that cannot be used, whatever the others are. */
    record Unsupported(ClipRef clip, String reason) implements Planning {}
}
