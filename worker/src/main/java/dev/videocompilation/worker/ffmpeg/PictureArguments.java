package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.plan.TargetPicture;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The arguments of the ffmpeg that makes pictures anew, in the form of the target. */
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

    private static final int MICROS = 1_000_000;

    private final TargetPicture target;
    private final int parameterSetId;
    private final int threads;

    /**
     * For pictures of one form.
     *
     * @param parameterSetId which the pictures refer to their parameter sets by, so that one track can hold those of others too
     * @param threads that may be used
     */
    PictureArguments(TargetPicture target, int parameterSetId, int threads) {
        this.target = target;
        this.parameterSetId = parameterSetId;
        this.threads = threads;
    }

    /** The clips that are read, in the order of the inputs. */
    static List<ProbedClip> clips(PicturePiece piece) {
        return switch (piece.content()) {
            case PicturePiece.Copied copied -> throw new IllegalArgumentException(piece.name() + " is to be copied");
            case PicturePiece.Conformed conformed -> List.of(conformed.clip());
            case PicturePiece.Redrawn redrawn -> List.of(redrawn.side().clip());
            case PicturePiece.Blended blended ->
                List.of(blended.from().clip(), blended.to().clip());
        };
    }

    /**
     * Encodes as many frames as planned, and no sound.
     *
     * @param output the output's file name in the same directory
     */
    List<String> encode(PicturePiece piece, String output) {
        List<String> arguments = new ArrayList<>(CommonArguments.begin());
        switch (piece.content()) {
            case PicturePiece.Copied copied -> throw new IllegalArgumentException(piece.name() + " is to be copied");
            case PicturePiece.Conformed conformed -> addInput(arguments, conformed.clip(), 0);
            case PicturePiece.Redrawn redrawn ->
                addInput(arguments, redrawn.side().clip(), redrawn.side().seekFrame());
            case PicturePiece.Blended blended -> {
                addInput(arguments, blended.from().clip(), blended.from().seekFrame());
                addInput(arguments, blended.to().clip(), blended.to().seekFrame());
            }
        }
        if (piece.texts().isEmpty()) {
            arguments.addAll(List.of("-filter_complex", graph(piece, output)));
        } else {
            // Texts may be too many for an argument.
            arguments.addAll(List.of("-/filter_complex", TextDrawing.graphFile(output)));
        }
        arguments.addAll(List.of("-map", "[made]", "-an", "-sn", "-dn"));
        arguments.addAll(List.of("-frames:v", Integer.toString(piece.frames()), "-fps_mode", "passthrough"));
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

    /** The graph of filters that makes the piece's pictures. */
    String graph(PicturePiece piece, String output) {
        String pictures = switch (piece.content()) {
            case PicturePiece.Copied copied -> throw new IllegalArgumentException(piece.name() + " is to be copied");
            case PicturePiece.Conformed conformed ->
                "[0:V:0]" + String.join(",", filters(conformed.clip().video(), piece.frames(), target));
            case PicturePiece.Redrawn redrawn -> "[0:V:0]" + side(redrawn.side());
            case PicturePiece.Blended blended -> blend(blended);
        };
        StringBuilder graph = new StringBuilder(pictures);
        TextDrawing.filters(piece.texts(), output)
                .forEach(filter -> graph.append(',').append(filter));
        return graph.append("[made]").toString();
    }

    private void addInput(List<String> arguments, ProbedClip clip, int seekFrame) {
        arguments.addAll(List.of("-threads", Integer.toString(threads)));
        arguments.addAll(List.of("-max_pixels", Long.toString(mostPixels(clip.video()))));
        arguments.addAll(turning(clip.video()));
        if (seekFrame > 0) {
            // Rounded down, so that the frame itself is not passed over.
            Rational place = target.frameRate().inverse().times(seekFrame).times(MICROS);
            arguments.addAll(List.of("-ss", place.numerator() / place.denominator() + "us"));
        }
        CommonArguments.addClip(arguments, clip);
    }

    /** Both clips brought to the target, cut to the frames that are wanted, and one laid over the other's end. */
    private String blend(PicturePiece.Blended blended) {
        Rational frame = target.frameRate().inverse();
        int alone = blended.from().frames() - blended.frames();
        return "[0:V:0]%s[from];[1:V:0]%s[to];[from][to]xfade=transition=%s:duration=%dus:offset=%dus,%s"
                .formatted(
                        side(blended.from()),
                        side(blended.to()),
                        blended.type().xfadeName(),
                        frame.times(blended.frames()).times(MICROS).round(),
                        frame.times(alone).times(MICROS).round(),
                        String.join(",", tags()));
    }

    private String side(PicturePiece.Side side) {
        List<String> filters = filters(side.clip().video(), side.clipFrames() - side.seekFrame(), target);
        filters.add("trim=start_frame=%d:end_frame=%d"
                .formatted(side.from() - side.seekFrame(), side.to() - side.seekFrame()));
        filters.add("settb=%s".formatted(target.frameRate().inverse()));
        filters.add("setpts=N");
        return String.join(",", filters);
    }

    /** What the blending may have lost. */
    private List<String> tags() {
        return List.of("format=" + target.pixelFormat(), ColourFit.tags(target.colour()), sampleAspect(target));
    }

    /** The names of all filters that are used. */
    List<String> filterNames(PicturePiece piece) {
        List<String> filters = new ArrayList<>();
        for (ProbedClip clip : clips(piece)) {
            filters.addAll(filters(clip.video(), 1, target));
        }
        if (piece.content() instanceof PicturePiece.Blended) {
            filters.add("xfade");
        }
        if (!piece.texts().isEmpty()) {
            filters.add(TextDrawing.FILTER);
        }
        return filters.stream()
                .map(filter -> filter.split("=", 2)[0])
                .distinct()
                .toList();
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
    static List<String> filters(VideoStream video, int frames, TargetPicture target) {
        List<String> filters = new ArrayList<>(deinterlacing(video));
        // Passed on at the end, so that a clip shorter than half a frame is a frame too.
        filters.add("fps=fps=%s:start_time=0:round=near:eof_action=pass".formatted(target.frameRate()));
        // The last picture stays as long as the clip's sound and the rounding to whole frames ask for.
        filters.add("tpad=stop=-1:stop_mode=clone");
        filters.add("trim=end_frame=" + frames);
        PictureFit fit = PictureFit.of(video, target);
        if (fit.width() != video.shownWidth() || fit.height() != video.shownHeight() || video.isTurned()) {
            filters.add("scale=%d:%d:flags=bicubic+accurate_rnd+full_chroma_int".formatted(fit.width(), fit.height()));
        }
        filters.addAll(ColourFit.filters(video, target.height(), target.colour(), target.pixelFormat()));
        if (fit.width() != target.width() || fit.height() != target.height()) {
            filters.add("pad=%d:%d:%d:%d".formatted(target.width(), target.height(), fit.left(), fit.top()));
        }
        filters.add(sampleAspect(target));
        return filters;
    }

    private static String sampleAspect(TargetPicture target) {
        return "setsar=sar=%s:max=65535".formatted(target.sampleAspect().replace(':', '/'));
    }
}
