package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.plan.PictureTreatment.ReEncoded;
import dev.videocompilation.worker.plan.TargetPicture;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The arguments of the ffmpeg that makes a clip's pictures anew, in the form of the target. */
final class PictureArguments {
    private static final int CRF = 18;
    /** What decoders add to each direction of a picture for themselves, at most. */
    private static final int MARGIN = 256;

    private static final int SECONDS_BETWEEN_KEY_FRAMES = 2;
    /** ffprobe's names of profiles, and x264's. */
    private static final Map<String, String> PROFILES = Map.of(
            "Constrained Baseline",
            "baseline",
            "Main",
            "main",
            "High",
            "high",
            "High 10",
            "high10",
            "High 4:2:2",
            "high422");

    private PictureArguments() {}

    /**
     * Encodes as many frames as planned, and no sound.
     *
     * @param parameterSetId which the pictures refer to their parameter sets by, so that one track can hold those of others too
     * @param threads that may be used
     * @param output the output's file name in the same directory
     */
    static List<String> encode(
            ProbedClip clip,
            ReEncoded treatment,
            TargetPicture target,
            int parameterSetId,
            int threads,
            String output) {
        List<String> arguments = new ArrayList<>(CommonArguments.begin());
        arguments.addAll(List.of("-threads", Integer.toString(threads)));
        arguments.addAll(List.of("-max_pixels", Long.toString(mostPixels(clip.video()))));
        arguments.addAll(turning(clip.video()));
        CommonArguments.addClip(arguments, clip);
        arguments.addAll(List.of("-map", "0:V:0", "-an", "-sn", "-dn"));
        arguments.addAll(List.of("-vf", String.join(",", filters(clip.video(), treatment, target))));
        arguments.addAll(List.of("-frames:v", Integer.toString(treatment.frames()), "-fps_mode", "passthrough"));
        arguments.addAll(List.of("-c:v", "libx264", "-preset", "medium", "-crf", Integer.toString(CRF)));
        arguments.addAll(List.of("-profile:v", PROFILES.getOrDefault(target.profile(), "high")));
        arguments.addAll(List.of("-threads", Integer.toString(threads)));
        arguments.addAll(List.of("-g", Long.toString(keyFrameDistance(target.frameRate()))));
        arguments.addAll(List.of("-x264-params", "chromaloc=0:sps-id=" + parameterSetId, "-flags:v", "+bitexact"));
        arguments.addAll(List.of("-tag:v", "avc1"));
        arguments.addAll(List.of(
                "-video_track_timescale", Long.toString(target.frameRate().numerator())));
        CommonArguments.end(arguments, output);
        return arguments;
    }

    /** A packet may bring a size of its own, beyond the one that was probed and allowed without being noticed. */
    private static long mostPixels(VideoStream video) {
        return (long) (video.width() + MARGIN) * (video.height() + MARGIN);
    }

    private static long keyFrameDistance(Rational frameRate) {
        return Math.max(1, frameRate.times(SECONDS_BETWEEN_KEY_FRAMES).round());
    }

    /** Ahead of the input: what is deinterlaced is turned after that, once the fields are one picture. */
    static List<String> turning(VideoStream video) {
        return isInterlaced(video) && UprightTurn.filters(video.displayMatrix()).isPresent()
                ? List.of("-display_rotation:v:0", "0")
                : List.of();
    }

    /** None where each picture has one field. */
    static List<String> deinterlacing(VideoStream video) {
        List<String> filters = new ArrayList<>();
        if (isInterlaced(video)) {
            filters.add("bwdif=mode=send_frame:deint=all");
            UprightTurn.filters(video.displayMatrix()).ifPresent(filters::addAll);
        }
        return filters;
    }

    private static boolean isInterlaced(VideoStream video) {
        return !video.fieldOrder().equals("progressive") && !video.fieldOrder().equals("unknown");
    }

    /** Upright (which ffmpeg sees to by itself where there is one field), deinterlaced, at the target's times, of its size, its colours. */
    static List<String> filters(VideoStream video, ReEncoded treatment, TargetPicture target) {
        List<String> filters = new ArrayList<>(deinterlacing(video));
        filters.add("fps=fps=%s:start_time=0:round=near".formatted(target.frameRate()));
        // The last picture stays as long as the clip's sound and the rounding to whole frames ask for.
        filters.add("tpad=stop=-1:stop_mode=clone");
        filters.add("trim=end_frame=" + treatment.frames());
        PictureFit fit = PictureFit.of(video, target);
        if (fit.width() != video.shownWidth() || fit.height() != video.shownHeight() || video.isTurned()) {
            filters.add("scale=%d:%d:flags=bicubic+accurate_rnd+full_chroma_int".formatted(fit.width(), fit.height()));
        }
        filters.addAll(ColourFit.filters(video, target.height(), target.colour(), target.pixelFormat()));
        if (fit.width() != target.width() || fit.height() != target.height()) {
            filters.add("pad=%d:%d:%d:%d".formatted(target.width(), target.height(), fit.left(), fit.top()));
        }
        filters.add("setsar=sar=%s:max=65535".formatted(target.sampleAspect().replace(':', '/')));
        return filters;
    }
}
