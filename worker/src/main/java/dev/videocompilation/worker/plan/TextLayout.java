package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.Overlay;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.lettering.BundledFont;
import dev.videocompilation.worker.lettering.TextLines;
import dev.videocompilation.worker.probe.Rational;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Lays texts out in the output's pictures, or refuses by its first words the one that would not be seen whole. */
final class TextLayout {
    private static final double MARGIN = 0.04;
    private static final int PERCENT = 100;
    private static final int MILLIS = 1_000;
    private static final Set<Character.UnicodeScript> JOINED = Set.of(
            Character.UnicodeScript.ARABIC,
            Character.UnicodeScript.SYRIAC,
            Character.UnicodeScript.NKO,
            Character.UnicodeScript.MONGOLIAN);
    private static final int MOST_QUOTED = 30;

    private final TargetPicture target;
    private final Rational duration;

    private TextLayout(TargetPicture target, Rational duration) {
        this.target = target;
        this.duration = duration;
    }

    /**
     * Lays them out.
     *
     * @throws RejectedException with {@link ErrorCode#TEXT_NOT_POSSIBLE} if one is shown at no time, has nothing to show or does not fit
     */
    static List<Lettering> of(List<Overlay> texts, CompilePlan plan) {
        TextLayout layout = new TextLayout(plan.target(), plan.duration());
        return texts.stream().map(layout::laidOut).toList();
    }

    private Lettering laidOut(Overlay overlay) {
        Rational from = seconds(overlay.from());
        Rational end = overlay.to().map(TextLayout::seconds).orElse(duration);
        Rational to = end.compareTo(duration) > 0 ? duration : end;
        if (from.compareTo(duration.minus(target.frameRate().inverse())) > 0) {
            throw refused(
                    overlay,
                    "begins at %.3f s, after the last frame of a video that ends at %.3f s"
                            .formatted(from.toDouble(), duration.toDouble()));
        }
        if (to.compareTo(from) <= 0) {
            throw refused(overlay, "ends at %.3f s, no later than it begins".formatted(to.toDouble()));
        }
        double linePixels = target.height() * overlay.sizePercent() / PERCENT;
        int size = (int) Math.max(1, Math.round(linePixels / BundledFont.get().lineHeight()));
        int margin = (int) Math.round(Math.min(target.width(), target.height()) * MARGIN);
        List<String> lines = TextLines.of(overlay.text(), size, target.width() - 2.0 * margin);
        if (lines.isEmpty()) {
            throw refused(overlay, "has nothing to show");
        }
        requireReadable(overlay);
        Lettering lettering = new Lettering(lines, overlay.position(), size, margin, overlay.color(), from, to);
        int height = lines.size() * lettering.linePixels();
        if (height > target.height() - margin) {
            throw refused(
                    overlay,
                    "takes %d lines of %d pixels, and the picture is %d pixels high"
                            .formatted(lines.size(), lettering.linePixels(), target.height()));
        }
        return lettering;
    }

    /** A box in the place of a letter leaves a word unreadable; ffmpeg's drawtext, without FriBidi, joins no letters. */
    private static void requireReadable(Overlay overlay) {
        overlay.text()
                .codePoints()
                .filter(character -> JOINED.contains(Character.UnicodeScript.of(character)))
                .findFirst()
                .ifPresent(character -> {
                    throw refused(overlay, "is written in a script whose letters are joined, which cannot be drawn");
                });
        overlay.text()
                .codePoints()
                .filter(character ->
                        Character.isLetter(character) && !BundledFont.get().has(character))
                .findFirst()
                .ifPresent(character -> {
                    throw refused(overlay, "has the letter U+%04X, which the font lacks".formatted(character));
                });
    }

    private static Rational seconds(Duration duration) {
        return new Rational(duration.toMillis(), MILLIS);
    }

    private static RejectedException refused(Overlay overlay, String why) {
        String text = overlay.text().strip();
        String words = text.codePointCount(0, text.length()) <= MOST_QUOTED
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_QUOTED)) + "…";
        return new RejectedException(
                ErrorCode.TEXT_NOT_POSSIBLE, "the text \"%s\" %s".formatted(words.replace('\n', ' '), why));
    }
}
