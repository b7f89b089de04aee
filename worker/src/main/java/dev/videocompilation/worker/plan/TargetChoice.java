package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Chooses what all pictures of an output will have in common: what copies the most seconds. */
final class TargetChoice {
    /** The profiles of each pixel format that x264 makes; where anything is re-encoded, the copied pictures must be of these. */
    private static final Map<String, Set<String>> PROFILES = Map.of(
            "yuv420p", Set.of("Constrained Baseline", "Main", "High"),
            "yuvj420p", Set.of("Constrained Baseline", "Main", "High"),
            "yuv420p10le", Set.of("High 10"),
            "yuv422p", Set.of("High 4:2:2"),
            "yuv422p10le", Set.of("High 4:2:2"));

    /** x264 keeps no ratio of larger terms. */
    private static final int MOST_SAMPLE_ASPECT = 4_096;

    private static final int NAL_LENGTH_BYTES = 4;

    /** Below it a clip is rather a picture that stands still, and others would lose their motion. */
    private static final Rational LEAST_FRAME_RATE = Rational.of(10);

    private static final Rational MOST_FRAME_RATE = Rational.of(120);
    /** Where frames come as they like, the usual rate next to how many there are. */
    private static final List<Rational> USUAL_RATES = List.of(
            new Rational(24_000, 1_001),
            Rational.of(24),
            Rational.of(25),
            new Rational(30_000, 1_001),
            Rational.of(30),
            Rational.of(50),
            new Rational(60_000, 1_001),
            Rational.of(60));

    private final List<ProbedClip> clips;
    private final List<ProbedClip> copyable;

    TargetChoice(List<ProbedClip> clips) {
        this.clips = clips;
        this.copyable = clips.stream()
                .filter(clip -> CopyObstacle.of(clip, clips.size() > 1).isEmpty())
                .toList();
    }

    /** @param anew whether pictures are made anew in any case */
    TargetPicture target(boolean anew) {
        Optional<List<ProbedClip>> all = longest(copyable, TargetChoice::facts, clip -> true);
        if (!anew && all.isPresent() && all.get().size() == clips.size()) {
            return TargetPicture.of(all.get().get(0));
        }
        return longest(copyable, TargetChoice::facts, TargetChoice::isEncodable)
                .map(group -> TargetPicture.of(group.get(0)))
                .orElseGet(this::allAnew);
    }

    private static List<String> facts(ProbedClip clip) {
        return ComparedField.ALL.stream().map(field -> field.of(clip)).toList();
    }

    /** Whether new pictures can be made of this form. */
    static boolean isEncodable(TargetPicture target) {
        return target.copied().map(TargetChoice::isEncodable).orElse(true);
    }

    /** What keeps new pictures from being made that stand in one track with this clip's; empty where nothing does. */
    static Optional<Reason> obstacle(ProbedClip clip) {
        VideoStream video = clip.video();
        if (!video.codec().equals("h264")) {
            return reason("video codec", video.codec());
        }
        if (!PROFILES.containsKey(video.pixelFormat())) {
            return reason("pixel format", video.pixelFormat());
        }
        if (!PROFILES.getOrDefault(video.pixelFormat(), Set.of()).contains(video.profile())) {
            return reason("video profile", video.profile());
        }
        if (video.entry().lengthBytes() != NAL_LENGTH_BYTES) {
            return reason(
                    "NAL unit lengths", "of %d bytes".formatted(video.entry().lengthBytes()));
        }
        Rational sample = video.sampleAspectRatio();
        if (Math.max(sample.numerator(), sample.denominator()) > MOST_SAMPLE_ASPECT || isLine(video, sample)) {
            return reason("sample aspect ratio", video.sampleAspect());
        }
        if (video.width() % 2 != 0 || video.height() % 2 != 0) {
            return reason("picture size", "%dx%d".formatted(video.width(), video.height()));
        }
        if (!Set.of("progressive", "unknown").contains(video.fieldOrder())) {
            return reason("field order", video.fieldOrder());
        }
        if (!video.displayMatrix().isEmpty()) {
            return reason("display matrix", video.displayMatrix());
        }
        if (video.colour().isHighDynamicRange() || !video.colour().isConvertible()) {
            return reason("colour", video.colour().toString());
        }
        boolean usual = video.frameRate().compareTo(LEAST_FRAME_RATE) >= 0
                && video.frameRate().compareTo(MOST_FRAME_RATE) <= 0
                && CompilePlanner.commonTimescale(
                                video.packets().timeBase().denominator(),
                                video.frameRate().numerator())
                        .isPresent();
        return usual ? Optional.empty() : reason("frame rate", video.frameRate().toString());
    }

    /** Whether pictures are so thin or so flat by their sample aspect ratio that ffmpeg takes it for none. */
    private static boolean isLine(VideoStream video, Rational sample) {
        Rational one = Rational.of(1);
        return sample.times(video.width()).compareTo(one) < 0
                || sample.inverse().times(video.height()).compareTo(one) < 0;
    }

    private static Optional<Reason> reason(String field, String value) {
        return Optional.of(new Reason(field, value + ", which other clips cannot be brought to"));
    }

    private static boolean isEncodable(ProbedClip clip) {
        return obstacle(clip).isEmpty();
    }

    /** The clips that are equal in some facts, of all such groups the one that lasts longest; the earlier of equal ones. */
    private static <K> Optional<List<ProbedClip>> longest(
            List<ProbedClip> clips, Function<ProbedClip, K> facts, Predicate<ProbedClip> wanted) {
        Map<K, List<ProbedClip>> groups = clips.stream()
                .filter(wanted)
                .collect(Collectors.groupingBy(facts, LinkedHashMap::new, Collectors.toList()));
        // max() takes the first of equal ones.
        return groups.values().stream().max(Comparator.comparingDouble(TargetChoice::seconds));
    }

    private static double seconds(List<ProbedClip> group) {
        return group.stream()
                .mapToDouble(clip -> clip.video().packets().duration().toDouble())
                .sum();
    }

    /** H.264 as every player takes it, of the size and the frame rate that most seconds have. */
    private TargetPicture allAnew() {
        ProbedClip clip = longest(clips, TargetChoice::sizeAndRate, candidate -> true)
                .orElseThrow()
                .get(0);
        ShownSize size = ShownSize.of(clip.video());
        Colour colour = clip.video().colour();
        if (colour.isHighDynamicRange()
                || !colour.isTold()
                || !colour.isConvertible()
                || !colour.range().equals("tv")) {
            colour = Colour.usual(size.height());
        }
        return new TargetPicture(
                Optional.empty(),
                "h264",
                "avc1",
                "High",
                size.width(),
                size.height(),
                "1:1",
                "yuv420p",
                colour,
                frameRate(clip));
    }

    private static List<Object> sizeAndRate(ProbedClip clip) {
        return List.of(ShownSize.of(clip.video()), frameRate(clip));
    }

    private static Rational frameRate(ProbedClip clip) {
        Rational told = clip.video().frameRate();
        if (told.numerator() > 0 && USUAL_RATES.contains(told)) {
            return told;
        }
        return usualRate(clip.video().packets().count()
                / Math.max(0.001, clip.video().packets().duration().toDouble()));
    }

    /** The usual frame rate next to how many frames come in a second. */
    static Rational usualRate(double average) {
        return USUAL_RATES.stream()
                .min(Comparator.comparingDouble(rate -> Math.abs(rate.toDouble() - average)))
                .orElseThrow();
    }
}
