package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.worker.captions.CaptionTrack;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A plan as a person reads it. */
public final class PlanText {
    private static final int MOST_TEXTS = 50;

    private PlanText() {}

    /** Several lines, without a line end at the end. */
    public static String of(CompilePlan plan) {
        StringBuilder text = new StringBuilder();
        text.append("%d %s, %.3f s, %d frames, %s %dx%d at %s fps; %s, %s%n"
                .formatted(
                        plan.clips().size(),
                        plan.clips().size() == 1 ? "clip" : "clips",
                        plan.duration().toDouble(),
                        plan.frames(),
                        plan.target().codec(),
                        plan.target().width(),
                        plan.target().height(),
                        plan.target().frameRate(),
                        pictures(plan),
                        sound(plan.sound())));
        int index = 0;
        for (PlannedClip clip : plan.clips()) {
            text.append("  %9.3f s  %-24s %8.3f s  %6d frames  pictures: %s  sound: %s%n"
                    .formatted(
                            clip.start().toDouble(),
                            clip.clip().ref().label(),
                            clip.duration().toDouble(),
                            clip.frames(),
                            picturesOfClip(clip, plan),
                            soundOfClip(clip, index++, plan.sound())));
        }
        text.append(texts(plan.texts()));
        plan.captions().ifPresent(captions -> text.append(captions(captions)));
        return text.toString().stripTrailing();
    }

    /** The plan of a join, and what becomes of it in the final file, where that is another. */
    public static String of(CompilePlan plan, RenderPlan render) {
        StringBuilder text = new StringBuilder(of(plan));
        if (render.isNeeded()) {
            text.append("%nthen as %s: %s, %s"
                    .formatted(title(render.format()), pictures(render.pictures()), sound(render.sound())));
        } else if (render.format() == OutputFormat.MOV) {
            text.append("%nas QuickTime".formatted());
        }
        render.mostBytes()
                .ifPresent(most -> text.append("%nat most %,d bytes%s"
                        .formatted(
                                most,
                                isAverage(render) ? "" : "; encoded in two passes to that size if it is larger")));
        return text.toString();
    }

    private static boolean isAverage(RenderPlan render) {
        return render.pictures() instanceof RenderedPictures.Encoded encoded
                && encoded.rate() instanceof RateControl.Average;
    }

    private static String title(OutputFormat format) {
        return switch (format) {
            case MP4 -> "MP4";
            case MOV -> "QuickTime";
            case MKV -> "Matroska (times rounded to 1 ms)";
            case WEBM -> "WebM (times rounded to 1 ms)";
            case AVI -> "AVI";
        };
    }

    private static String pictures(RenderedPictures pictures) {
        return switch (pictures) {
            case RenderedPictures.Copied copied -> "pictures copied";
            case RenderedPictures.Encoded encoded ->
                "pictures encoded as %s %dx%d %s%s (%s)"
                        .formatted(
                                encoded.codec().title(),
                                encoded.target().width(),
                                encoded.target().height(),
                                switch (encoded.rate()) {
                                    case RateControl.Constant constant ->
                                        "at %s %d".formatted(encoded.codec().scale(), constant.value());
                                    case RateControl.Average average ->
                                        "in two passes at %d kbit/s".formatted(average.kbps());
                                },
                                encoded.constantRate()
                                        .map(rate -> ", made constant at %s fps".formatted(rate))
                                        .orElse(""),
                                String.join("; ", encoded.reasons()));
        };
    }

    private static String sound(RenderedSound sound) {
        return switch (sound) {
            case RenderedSound.None none -> "no sound";
            case RenderedSound.Copied copied -> "sound copied";
            case RenderedSound.Encoded encoded ->
                "sound encoded as %s %d kbit/s, %d Hz, %s"
                        .formatted(
                                encoded.codec().title(),
                                encoded.kbps(),
                                encoded.sampleRateHz(),
                                encoded.channelLayout());
        };
    }

    private static String texts(List<Lettering> texts) {
        StringBuilder text = new StringBuilder();
        for (Lettering lettering : texts.subList(0, Math.min(texts.size(), MOST_TEXTS))) {
            String missing = lettering.missing();
            text.append("  text from %.3f to %.3f s: %s%s%n"
                    .formatted(
                            lettering.from().toDouble(),
                            lettering.to().toDouble(),
                            String.join(" / ", lettering.lines()),
                            missing.isEmpty() ? "" : " (the font has no picture of %s, so a box)".formatted(missing)));
        }
        if (texts.size() > MOST_TEXTS) {
            text.append("  and %d texts more%n".formatted(texts.size() - MOST_TEXTS));
        }
        return text.toString();
    }

    private static String captions(CaptionTrack captions) {
        String cutAway = captions.cutAway() == 0
                ? ""
                : "; %d begin after the video's end and are left out".formatted(captions.cutAway());
        return "  captions: a track of %d %s, language %s%s%n"
                .formatted(
                        captions.cues().size(),
                        captions.cues().size() == 1 ? "text" : "texts",
                        captions.language(),
                        cutAway);
    }

    private static String pictures(CompilePlan plan) {
        return plan.reEncoded().numerator() == 0
                ? "pictures copied"
                : String.format(
                        Locale.ROOT,
                        "%.3f s of pictures re-encoded, the others copied",
                        plan.reEncoded().toDouble());
    }

    private static String picturesOfClip(PlannedClip clip, CompilePlan plan) {
        return switch (clip.treatment()) {
            case PictureTreatment.Copied copied -> {
                long own = clip.clip().video().packets().timeBase().denominator();
                String but = blendedFrames(clip, plan) == 0
                        ? ""
                        : " but for %d frames %s".formatted(blendedFrames(clip, plan), because(plan));
                yield own == clip.timeBase().denominator()
                        ? "copied" + but
                        : "copied%s (time base 1/%d told in 1/%d)"
                                .formatted(but, own, clip.timeBase().denominator());
            }
            case PictureTreatment.ReEncoded encoded -> "re-encoded (%s)".formatted(reasons(encoded.reasons()));
        };
    }

    private static String because(CompilePlan plan) {
        if (plan.texts().isEmpty()) {
            return "around its transitions";
        }
        boolean blended = plan.pieces().stream().anyMatch(piece -> piece.content() instanceof PicturePiece.Blended);
        return blended ? "around its transitions and texts" : "around its texts";
    }

    private static int blendedFrames(PlannedClip clip, CompilePlan plan) {
        long to = clip.startTicks() + clip.durationTicks();
        // The pieces that it is copied in lie within its time, and nothing else does that is copied.
        int copied = plan.pieces().stream()
                .filter(piece -> piece.isCopied() && piece.startTicks() >= clip.startTicks() && piece.startTicks() < to)
                .mapToInt(PicturePiece::frames)
                .sum();
        return clip.frames() - copied;
    }

    /** The first one whole, the others by their names. */
    private static String reasons(List<Reason> reasons) {
        String first = reasons.get(0).toString();
        return reasons.size() == 1
                ? first
                : first + "; also "
                        + reasons.stream().skip(1).map(Reason::field).collect(Collectors.joining(", "));
    }

    private static String sound(SoundPlan sound) {
        return switch (sound) {
            case SoundPlan.None none -> "no sound";
            case SoundPlan.Copied copied -> "sound copied";
            case SoundPlan.CopiedFrames frames ->
                String.format(
                        Locale.ROOT,
                        "sound copied in whole frames (at most %.1f ms off the pictures)",
                        frames.greatestOffsetMs());
            case SoundPlan.Exact exact ->
                String.format(
                        Locale.ROOT,
                        "sound made exact (AAC %d kbit/s, %d Hz, %s)%s",
                        exact.bitrateKbps(),
                        exact.sampleRateHz(),
                        exact.channelLayout(),
                        loudness(exact.loudness()));
        };
    }

    private static String loudness(Loudness loudness) {
        return switch (loudness) {
            case Loudness.AsItComes none -> "";
            case Loudness.ToBeMeasured wanted ->
                String.format(Locale.ROOT, ", to be brought to %.1f LUFS", Loudness.TARGET_LUFS);
            case Loudness.LeftAlone left -> ", its loudness left as it is (%s)".formatted(left.why());
            case Loudness.Brought brought ->
                String.format(
                        Locale.ROOT,
                        ", brought from %.1f to %.1f LUFS%s",
                        brought.fromLufs(),
                        brought.toLufs(),
                        (brought.means() == Loudness.Means.COMPRESSION ? " with its peaks held down" : "")
                                + (brought.toLufs() < Loudness.TARGET_LUFS ? ", as far as they allow" : ""));
        };
    }

    private static String soundOfClip(PlannedClip clip, int index, SoundPlan sound) {
        return switch (sound) {
            case SoundPlan.None none -> "none";
            case SoundPlan.Copied copied -> "copied";
            case SoundPlan.CopiedFrames frames -> {
                int silent = frames.clips().get(index).silent();
                yield silent == 0 ? "copied" : "copied, then %d silent frames, where it ends early".formatted(silent);
            }
            case SoundPlan.Exact exact -> {
                Optional<Reason> change = SoundChoice.change(clip.clip(), exact);
                yield "fitted and re-encoded"
                        + change.map(reason -> " (" + reason + ")").orElse("");
            }
        };
    }
}
