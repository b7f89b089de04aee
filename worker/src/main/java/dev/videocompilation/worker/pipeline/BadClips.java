package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OnBadClip;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.SkippedClip;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a job does about clips that cannot be used: it fails by the first one, or goes on without them and remembers each. */
final class BadClips {
    private static final Logger LOG = LoggerFactory.getLogger(BadClips.class);
    /** What is a clip's own fault, whatever the others are and whoever asks. */
    private static final Set<ErrorCode> OWN_FAULTS = EnumSet.of(
            ErrorCode.CLIP_NOT_FOUND,
            ErrorCode.CLIP_LOCATION_REFUSED,
            ErrorCode.CLIP_EMPTY,
            ErrorCode.CLIP_TRUNCATED,
            ErrorCode.CLIP_UNREADABLE,
            ErrorCode.CLIP_UNSUPPORTED,
            ErrorCode.CLIP_TOO_LARGE,
            ErrorCode.CLIPS_NOT_COMPATIBLE,
            // Of one that is named: it cannot be read in what one ffmpeg may use.
            ErrorCode.ENGINE_LIMIT);

    private final OnBadClip policy;
    private final List<SkippedClip> skipped = new ArrayList<>();

    /** As the options say; but texts and captions have their times in the whole video, in which a missing clip would move them. */
    BadClips(CompileOptions options) {
        boolean timed = !options.overlays().isEmpty() || options.captions().isPresent();
        this.policy = timed ? OnBadClip.FAIL : options.onBadClip();
    }

    /** Those that were left out so far. */
    List<SkippedClip> skipped() {
        return List.copyOf(skipped);
    }

    /**
     * The others, where a failure is one clip's fault and such clips are to be skipped.
     *
     * @throws RejectedException the failure itself, where it is not, or no clip would be left
     */
    <T> List<T> without(RejectedException failure, List<T> clips, Function<T, ClipRef> ref) {
        if (policy == OnBadClip.FAIL || failure.clip().isEmpty() || !OWN_FAULTS.contains(failure.code())) {
            throw failure;
        }
        ClipRef bad = failure.clip().get();
        List<T> others =
                clips.stream().filter(clip -> !ref.apply(clip).equals(bad)).toList();
        if (others.isEmpty() || others.size() == clips.size()) {
            throw failure;
        }
        SkippedClip clip = new SkippedClip(bad, failure.code(), String.valueOf(failure.getMessage()));
        LOG.warn("skipped: {}", clip);
        skipped.add(clip);
        return others;
    }
}
