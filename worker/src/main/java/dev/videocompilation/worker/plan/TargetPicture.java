package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import java.util.List;
import java.util.Optional;

/**
 * What all pictures of the output have in common. Where some are copied it is what these have.
 *
 * @param copied the first clip whose pictures are copied; empty where all are re-encoded
 * @param codec {@code h264}, or another where all are copied
 * @param sampleEntry {@code avc1}, …
 * @param profile in ffprobe's words
 * @param width in pixels
 * @param height in pixels
 * @param sampleAspect the sample aspect ratio
 * @param pixelFormat {@code yuv420p}, …
 * @param colour range, matrix, transfer, primaries
 * @param frameRate of those that are re-encoded
 */
public record TargetPicture(
        Optional<ProbedClip> copied,
        String codec,
        String sampleEntry,
        String profile,
        int width,
        int height,
        String sampleAspect,
        String pixelFormat,
        Colour colour,
        Rational frameRate) {

    static TargetPicture of(ProbedClip clip) {
        VideoStream video = clip.video();
        return new TargetPicture(
                Optional.of(clip),
                video.codec(),
                video.sampleEntry(),
                video.profile(),
                video.width(),
                video.height(),
                video.sampleAspect(),
                video.pixelFormat(),
                video.colour(),
                video.frameRate());
    }

    /** The same in another size and other colours. */
    TargetPicture of(int newWidth, int newHeight, Colour newColour) {
        return new TargetPicture(
                copied,
                codec,
                sampleEntry,
                profile,
                newWidth,
                newHeight,
                sampleAspect,
                pixelFormat,
                newColour,
                frameRate);
    }

    /** Where a file's pictures differ from these, in words; what its parameter sets hold apart. */
    public List<String> differences(ProbedClip found) {
        VideoStream video = found.video();
        return List.of(
                        new Fact("video codec", video.codec(), codec),
                        new Fact("sample entry", video.sampleEntry(), sampleEntry),
                        new Fact("picture size", video.width() + "x" + video.height(), width + "x" + height),
                        new Fact("sample aspect ratio", video.sampleAspect(), sampleAspect),
                        new Fact("pixel format", video.pixelFormat(), pixelFormat),
                        new Fact("colour", video.colour().toString(), colour.toString()),
                        new Fact(
                                "display matrix",
                                video.displayMatrix(),
                                copied.map(clip -> clip.video().displayMatrix()).orElse("")))
                .stream()
                .filter(fact -> !fact.found().equals(fact.wanted()))
                .map(fact -> "%s is %s, not %s".formatted(fact.name(), fact.found(), fact.wanted()))
                .toList();
    }

    private record Fact(String name, String found, String wanted) {}
}
