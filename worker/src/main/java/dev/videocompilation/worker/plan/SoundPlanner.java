package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.job.AudioJoin;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.worker.plan.FrameCopy.Outcome;
import dev.videocompilation.worker.plan.Planning.SoundNotCopyable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether the clips' sound is copied or made exact: as the options say, and left to the worker, copied only where all pictures
 * are.
 */
final class SoundPlanner {
    private final List<Treated> clips;
    private final TargetPicture target;
    private final Joins joins;
    private final CompileOptions options;

    SoundPlanner(List<Treated> clips, TargetPicture target, Joins joins, CompileOptions options) {
        this.clips = clips;
        this.target = target;
        this.joins = joins;
        this.options = options;
    }

    /** What was decided. */
    sealed interface Decision {
        /** The sound can be had. */
        record Taken(SoundPlan sound) implements Decision {}

        /** A copy was asked for that cannot be. */
        record Refused(SoundNotCopyable refusal) implements Decision {}
    }

    Decision decide() {
        // Pictures that are made anew begin at 0, which a copy of their sound would not know of.
        boolean madeAnew = clips.stream().anyMatch(clip -> clip.treatment() instanceof PictureTreatment.ReEncoded);
        SoundPlan sound = SoundChoice.of(
                clips.stream().map(Treated::clip).toList(),
                madeAnew || options.audioJoin() == AudioJoin.EXACT || change().isPresent());
        if (sound instanceof SoundPlan.Exact && options.audioJoin() != AudioJoin.EXACT) {
            Outcome outcome = frames();
            if (outcome instanceof Outcome.Laid laid) {
                return new Decision.Taken(laid.sound());
            }
            if (options.audioJoin() == AudioJoin.COPY && outcome instanceof Outcome.Impossible impossible) {
                return refused(impossible);
            }
        }
        return new Decision.Taken(
                sound instanceof SoundPlan.Exact exact && options.normalizeLoudness()
                        ? exact.with(new Loudness.ToBeMeasured())
                        : sound);
    }

    private static Decision refused(Outcome.Impossible impossible) {
        String whose = impossible.clip().map(clip -> " of " + clip).orElse("");
        return new Decision.Refused(new SoundNotCopyable(
                impossible.clip(), "the sound%s cannot be copied (%s)".formatted(whose, impossible.reason())));
    }

    /** What is wished of the sound that no copy can have. */
    private Optional<Reason> change() {
        return options.normalizeLoudness()
                ? Optional.of(new Reason("loudness", "to be brought to %.0f LUFS".formatted(Loudness.TARGET_LUFS)))
                : Optional.empty();
    }

    private Outcome frames() {
        Optional<Reason> change = change();
        if (change.isPresent()) {
            return new Outcome.Impossible(Optional.empty(), change.get());
        }
        if (joins.any()) {
            return new Outcome.Impossible(Optional.empty(), new Reason("transition", "fades sound"));
        }
        List<ProbedClip> probed = new ArrayList<>();
        List<Rational> places = new ArrayList<>(List.of(Rational.ZERO));
        for (Treated clip : clips) {
            if (options.audioJoin() == AudioJoin.AUTO
                    && clip.treatment() instanceof PictureTreatment.ReEncoded encoded) {
                return new Outcome.Impossible(
                        Optional.of(clip.clip().ref()), encoded.reasons().get(0));
            }
            probed.add(clip.clip());
            places.add(places.getLast().plus(clip.seconds(target)));
        }
        return FrameCopy.of(probed, places);
    }
}
