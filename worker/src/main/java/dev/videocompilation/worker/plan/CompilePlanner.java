package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.Overlay;
import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.worker.plan.Planning.NoTransition;
import dev.videocompilation.worker.plan.Planning.NotCompatible;
import dev.videocompilation.worker.plan.Planning.Planned;
import dev.videocompilation.worker.plan.Planning.Unsupported;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Plans the join of clips: pictures that can stand in one track are copied, as many seconds of them as possible, and only the others
 * are re-encoded, each for a reason that is named.
 */
public final class CompilePlanner {
    private static final Set<String> VIDEO_CODECS = Set.of(
            "h264",
            "hevc",
            "vp8",
            "vp9",
            "av1",
            "mpeg4",
            "mpeg2video",
            "mpeg1video",
            "h263",
            "mjpeg",
            "prores",
            "theora");
    private static final Set<String> AUDIO_CODECS =
            Set.of("aac", "mp3", "mp2", "ac3", "eac3", "opus", "vorbis", "flac", "alac", "amr_nb", "amr_wb");

    /** Finer than any clip needs, and far from where players count in 32 bits. */
    private static final long MOST_TICKS_PER_SECOND = 20_000_000;

    /** Plans the join of clips, at least one, as a message without options asks for it. */
    public Planning plan(List<ProbedClip> clips) {
        return plan(clips, CompileOptions.DEFAULT);
    }

    /**
     * Plans the join.
     *
     * @param clips in order, at least one
     * @param options what is wished beyond that
     */
    public Planning plan(List<ProbedClip> clips, CompileOptions options) {
        return plan(clips, options, options.overlays());
    }

    /**
     * Plans the join.
     *
     * @param clips in order, at least one
     * @param options what is wished beyond that, but for its texts
     * @param texts over the pictures, in the order in which they are drawn
     * @throws dev.videocompilation.worker.job.RejectedException with {@code TEXT_NOT_POSSIBLE} if a text would not be seen whole
     */
    public Planning plan(List<ProbedClip> clips, CompileOptions options, List<Overlay> texts) {
        IdentityHashMap<ProbedClip, Reason> underTexts = new IdentityHashMap<>();
        while (true) {
            Planning planning = plan(clips, options, !texts.isEmpty(), underTexts);
            if (texts.isEmpty() || !(planning instanceof Planned planned)) {
                return planning;
            }
            List<Lettering> letterings = TextLayout.of(texts, planned.plan());
            TextCutter cutter = TextCutter.cut(planned.plan(), letterings);
            if (cutter.anew().isEmpty()) {
                return new Planned(planned.plan().withTexts(cutter.pieces(), letterings));
            }
            // Each time a clip more is made anew, so this ends.
            underTexts.putAll(cutter.anew());
        }
    }

    /**
     * Plans the join but for its texts.
     *
     * @param drawnInto whether there are texts
     * @param underTexts clips that are made anew for their sake
     */
    private static Planning plan(
            List<ProbedClip> clips,
            CompileOptions options,
            boolean drawnInto,
            IdentityHashMap<ProbedClip, Reason> underTexts) {
        Optional<Transition> transition = options.transition();
        for (ProbedClip clip : clips) {
            Optional<String> defect = defect(clip);
            if (defect.isPresent()) {
                return new Unsupported(clip.ref(), clip.ref() + " " + defect.get());
            }
        }
        Optional<NoTransition> missing = transition.flatMap(wanted -> missingJoin(wanted, clips.size()));
        if (missing.isPresent()) {
            return missing.get();
        }
        boolean anew =
                drawnInto || Joins.of(transition, clips.size(), Rational.of(1)).any();
        TargetPicture target = new TargetChoice(clips).target(anew);
        Joins joins = Joins.of(transition, clips.size(), target.frameRate());
        long timescale = target.copied()
                .map(clip -> clip.video().packets().timeBase().denominator())
                .orElse(target.frameRate().numerator());
        // So that whatever is re-encoded has its place beside what is copied.
        long rate = TargetChoice.isEncodable(target) ? target.frameRate().numerator() : 1;
        List<Treated> treated = new ArrayList<>();
        for (ProbedClip clip : clips) {
            List<Reason> reasons = obstacles(clip, treated.size(), drawnInto || clips.size() > 1, target, joins);
            if (reasons.isEmpty() && underTexts.containsKey(clip)) {
                reasons = List.of(Objects.requireNonNull(underTexts.get(clip)));
            }
            if (reasons.isEmpty()) {
                long own = clip.video().packets().timeBase().denominator();
                Optional<Long> common = commonTimescale(timescale, own);
                if (common.isEmpty() || commonTimescale(common.get(), rate).isEmpty()) {
                    reasons = List.of(new Reason("time base", "1/%d beside 1/%d".formatted(own, timescale)));
                } else {
                    timescale = common.get();
                }
            }
            treated.add(new Treated(
                    clip,
                    reasons.isEmpty()
                            ? new PictureTreatment.Copied()
                            : new PictureTreatment.ReEncoded(reasons, frames(clip, target))));
        }
        if (anew) {
            timescale = commonTimescale(timescale, rate).orElseThrow();
        }
        for (Treated clip : treated) {
            if (clip.treatment() instanceof PictureTreatment.ReEncoded encoded) {
                Colour colour = clip.clip().video().colour();
                if (!colour.isConvertible() && !colour.equals(target.colour())) {
                    return new NotCompatible(
                            clip.clip().ref(),
                            "%s has colours (%s) that cannot be converted to those of the output (%s)"
                                    .formatted(clip.clip().ref(), colour, target.colour()));
                }
                if (!TargetChoice.isEncodable(target)) {
                    return new NotCompatible(
                            clip.clip().ref(),
                            "%s cannot be joined to the others (%s)"
                                    .formatted(
                                            clip.clip().ref(), encoded.reasons().get(0)));
                }
                timescale = commonTimescale(timescale, rate).orElseThrow();
            }
        }
        Optional<NoTransition> tooShort = tooShort(treated, joins, target);
        if (tooShort.isPresent()) {
            return tooShort.get();
        }
        Rational timeBase = new Rational(1, timescale);
        SoundPlanner.Decision decision = new SoundPlanner(treated, target, joins, options).decide();
        if (decision instanceof SoundPlanner.Decision.Refused refused) {
            return refused.refusal();
        }
        SoundPlan sound = ((SoundPlanner.Decision.Taken) decision).sound();
        List<PlannedClip> placed = place(treated, target, joins, timeBase, sound);
        return new Planned(new CompilePlan(
                target, timeBase, placed, PieceCutter.cut(placed, joins, timeBase, target.frameRate()), sound));
    }

    /** The first clip that is shorter than its transitions. */
    private static Optional<NoTransition> tooShort(List<Treated> treated, Joins joins, TargetPicture target) {
        for (int i = 0; i < treated.size(); i++) {
            Treated clip = treated.get(i);
            int needed = joins.before(i) + joins.after(i);
            if (clip.frames() < needed) {
                return Optional.of(new NoTransition(
                        Optional.of(clip.clip().ref()),
                        "%s lasts %.3f s, and its transitions take %.3f s"
                                .formatted(
                                        clip.clip().ref(),
                                        target.frameRate()
                                                .inverse()
                                                .times(clip.frames())
                                                .toDouble(),
                                        target.frameRate()
                                                .inverse()
                                                .times(needed)
                                                .toDouble())));
            }
        }
        return Optional.empty();
    }

    private static Optional<NoTransition> missingJoin(Transition transition, int clips) {
        return transition.joins().stream()
                .filter(at -> at.join() >= clips)
                .findFirst()
                .map(at -> new NoTransition(
                        Optional.empty(),
                        "there is no join %d: %d clips have %d".formatted(at.join(), clips, clips - 1)));
    }

    /** Why a clip's pictures cannot be copied into the output; none where they can, but for those around its transitions. */
    private static List<Reason> obstacles(
            ProbedClip clip, int number, boolean besideOthers, TargetPicture target, Joins joins) {
        Optional<Reason> own = CopyObstacle.of(clip, besideOthers);
        if (own.isPresent()) {
            return List.of(own.get());
        }
        List<Reason> reasons = target.copied()
                .map(copied -> ComparedField.differences(clip, copied))
                .orElseGet(() -> TargetChoice.obstacle(clip).stream().toList());
        if (!reasons.isEmpty() || !joins.touch(number)) {
            return reasons;
        }
        if (!CleanCuts.isEven(clip.video().packets(), target.frameRate())) {
            return List.of(new Reason("frame rate", "frames at uneven times, beside a transition"));
        }
        return PieceCutter.copyable(clip, joins.before(number), joins.after(number))
                        .isPresent()
                ? List.of()
                : List.of(new Reason("key frames", "none from which it could be copied between its transitions"));
    }

    /** The ticks per second in which the times of both are whole; empty where that would be too many. */
    static Optional<Long> commonTimescale(long one, long other) {
        Rational shared = new Rational(one, other);
        long ticks = Math.multiplyExact(one, shared.denominator());
        return ticks <= Math.max(MOST_TICKS_PER_SECOND, Math.max(one, other)) ? Optional.of(ticks) : Optional.empty();
    }

    /** What makes a clip useless, as the rest of a sentence. */
    private static Optional<String> defect(ProbedClip clip) {
        if (!VIDEO_CODECS.contains(clip.video().codec())) {
            return Optional.of("is %s video, which cannot be read here"
                    .formatted(clip.video().codec()));
        }
        Optional<String> audio = clip.audio().map(AudioStream::codec);
        if (audio.isPresent()
                && !AUDIO_CODECS.contains(audio.get())
                && !audio.get().startsWith("pcm_")) {
            return Optional.of("has %s sound, which cannot be read here".formatted(audio.get()));
        }
        if (clip.video().packets().presentedDuration().numerator() <= 0) {
            return Optional.of("shows no picture for any time");
        }
        return Optional.empty();
    }

    /** As many frames as the clip lasts, from where any of its streams begins to where its pictures end; one at least. */
    private static int frames(ProbedClip clip, TargetPicture target) {
        return Math.toIntExact(
                Math.max(1, clip.shownDuration().times(target.frameRate()).round()));
    }

    private static List<PlannedClip> place(
            List<Treated> clips, TargetPicture target, Joins joins, Rational timeBase, SoundPlan sound) {
        List<PlannedClip> placed = new ArrayList<>();
        Rational frame = target.frameRate().inverse();
        long ticks = 0;
        for (int i = 0; i < clips.size(); i++) {
            Treated clip = clips.get(i);
            long duration = ticks(clip, target, timeBase);
            long overlap =
                    frame.times(joins.before(i)).times(timeBase.denominator()).numerator();
            ticks -= overlap;
            long from = samplesAt(timeBase.times(ticks), sound);
            long to = samplesAt(timeBase.times(ticks + duration), sound);
            placed.add(new PlannedClip(
                    clip.clip(), clip.treatment(), timeBase, ticks, duration, overlap, from, to - from));
            ticks += duration;
        }
        return placed;
    }

    private static long ticks(Treated clip, TargetPicture target, Rational timeBase) {
        return clip.seconds(target).times(timeBase.denominator()).numerator();
    }

    /** Rounding the place, not the length, keeps the error of every join within half a sample. */
    private static long samplesAt(Rational seconds, SoundPlan sound) {
        return switch (sound) {
            case SoundPlan.Exact exact -> seconds.times(exact.sampleRateHz()).round();
            case SoundPlan.None none -> 0;
            case SoundPlan.Copied copied -> 0;
            case SoundPlan.CopiedFrames frames ->
                FrameCopy.frameAt(seconds, frames.sampleRateHz()) * SoundPlan.FRAME_SAMPLES;
        };
    }
}
