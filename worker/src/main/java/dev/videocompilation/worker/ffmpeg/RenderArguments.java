package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.worker.plan.PictureCodec;
import dev.videocompilation.worker.plan.RateControl;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderedPictures;
import dev.videocompilation.worker.plan.RenderedSound;
import dev.videocompilation.worker.plan.SoundCodec;
import dev.videocompilation.worker.plan.TargetPicture;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import java.util.ArrayList;
import java.util.List;

/** The arguments of the ffmpeg that makes the final file of a join, which is its only input. */
final class RenderArguments {
    /** What the notes of a first pass are called. */
    private static final String NOTES = "two-pass";

    private static final int SECONDS_BETWEEN_KEY_FRAMES = 2;
    /**
     * By how many samples MP3 is heard late: 576 of LAME's and 529 of any decoder's. AVI cannot tell it, so as many are left out at
     * the beginning.
     */
    private static final int MP3_DELAY_SAMPLES = 1_105;

    private RenderArguments() {}

    /**
     * Makes the file, or the notes for it.
     *
     * @param join the join as it was probed
     * @param threads that may be used
     * @param output the output's file name in the join's directory
     */
    static List<String> encode(RenderPlan render, RenderPass pass, ProbedClip join, int threads, String output) {
        List<String> arguments = new ArrayList<>(CommonArguments.begin());
        if (render.pictures() instanceof RenderedPictures.Encoded) {
            arguments.addAll(PictureArguments.turning(join.video()));
        }
        CommonArguments.addClip(arguments, join);
        arguments.addAll(List.of("-map", "0:V:0"));
        if (join.audio().isPresent() && pass != RenderPass.FIRST) {
            arguments.addAll(List.of("-map", "0:a:0"));
        }
        arguments.addAll(List.of("-sn", "-dn"));
        addPictures(arguments, render, pass, join, threads);
        if (pass == RenderPass.FIRST) {
            arguments.addAll(List.of("-progress", "pipe:1", "-nostats", "-f", "null", "-"));
            return arguments;
        }
        addSound(arguments, render.sound());
        addContainer(arguments, render.format(), join);
        arguments.addAll(List.of("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"));
        arguments.addAll(List.of("-progress", "pipe:1", "-nostats", "-f", muxer(render.format()), "file:" + output));
        return arguments;
    }

    /** ffmpeg's name of what writes a format. */
    static String muxer(OutputFormat format) {
        return switch (format) {
            case MP4 -> "mp4";
            case MOV -> "mov";
            case MKV -> "matroska";
            case WEBM -> "webm";
            case AVI -> "avi";
        };
    }

    /** ffmpeg's name of what encodes pictures. */
    static String encoder(PictureCodec codec) {
        return switch (codec) {
            case H264 -> "libx264";
            case VP9 -> "libvpx-vp9";
            case MPEG4 -> "mpeg4";
        };
    }

    /** ffmpeg's name of what encodes sound. */
    static String encoder(SoundCodec codec) {
        return switch (codec) {
            case AAC -> "aac";
            case OPUS -> "libopus";
            case MP3 -> "libmp3lame";
        };
    }

    private static void addPictures(
            List<String> arguments, RenderPlan render, RenderPass pass, ProbedClip join, int threads) {
        switch (render.pictures()) {
            case RenderedPictures.Copied copied -> {
                arguments.addAll(List.of("-c:v", "copy"));
                if (render.format() == OutputFormat.AVI) {
                    // AVI has no place for parameter sets, and counts frames and not time.
                    arguments.addAll(List.of("-bsf:v", "h264_mp4toannexb", "-r", constantRate(join)));
                }
            }
            case RenderedPictures.Encoded encoded -> {
                arguments.addAll(List.of("-vf", String.join(",", filters(join.video(), encoded))));
                arguments.addAll(
                        List.of("-fps_mode:v", "passthrough", "-enc_time_base:v", encoderTimeBase(render, encoded)));
                arguments.addAll(List.of("-c:v", encoder(encoded.codec())));
                arguments.addAll(effort(encoded.codec()));
                arguments.addAll(rate(encoded, pass));
                arguments.addAll(List.of("-g", Long.toString(keyFrameDistance(join))));
                arguments.addAll(List.of("-threads", Integer.toString(threads), "-flags:v", "+bitexact"));
            }
        }
    }

    private static List<String> effort(PictureCodec codec) {
        return switch (codec) {
            case H264 -> List.of("-preset", "medium", "-profile:v", "high");
            // The slower levels take many times as long for a few per cent.
            case VP9 -> List.of("-deadline", "good", "-cpu-used", "5", "-row-mt", "1", "-tile-columns", "2");
            case MPEG4 -> List.of("-tag:v", "XVID");
        };
    }

    private static List<String> rate(RenderedPictures.Encoded encoded, RenderPass pass) {
        List<String> arguments = new ArrayList<>(
                switch (encoded.rate()) {
                    case RateControl.Constant constant ->
                        switch (encoded.codec()) {
                            case H264 -> List.of("-crf", Integer.toString(constant.value()));
                            case VP9 -> List.of("-crf", Integer.toString(constant.value()), "-b:v", "0");
                            case MPEG4 -> List.of("-q:v", Integer.toString(constant.value()));
                        };
                    case RateControl.Average average -> List.of("-b:v", average.kbps() + "k");
                });
        if (pass != RenderPass.ONLY) {
            arguments.addAll(List.of("-pass", pass == RenderPass.FIRST ? "1" : "2", "-passlogfile", NOTES));
        }
        return arguments;
    }

    private static void addSound(List<String> arguments, RenderedSound sound) {
        switch (sound) {
            case RenderedSound.None none -> arguments.add("-an");
            case RenderedSound.Copied copied -> arguments.addAll(List.of("-c:a", "copy"));
            case RenderedSound.Encoded encoded -> {
                String late = encoded.codec() == SoundCodec.MP3
                        ? ",asettb=1/%d,atrim=start_sample=%d,asetpts=N+%d"
                                .formatted(encoded.sampleRateHz(), MP3_DELAY_SAMPLES, MP3_DELAY_SAMPLES)
                        : "";
                arguments.addAll(List.of(
                        "-af",
                        "aresample=%d:async=1:first_pts=0,aformat=channel_layouts=%s%s"
                                .formatted(encoded.sampleRateHz(), encoded.channelLayout(), late)));
                arguments.addAll(List.of("-c:a", encoder(encoded.codec()), "-b:a", encoded.kbps() + "k"));
                arguments.addAll(List.of("-flags:a", "+bitexact"));
            }
        }
    }

    private static void addContainer(List<String> arguments, OutputFormat format, ProbedClip join) {
        switch (format) {
            case MP4, MOV ->
                arguments.addAll(List.of(
                        "-movflags",
                        "+faststart",
                        "-tag:v",
                        "avc1",
                        "-video_track_timescale",
                        Long.toString(join.video().packets().timeBase().denominator())));
            case MKV, WEBM -> arguments.addAll(List.of("-cues_to_front", "1"));
            case AVI -> {
                // Its index can be at its end alone.
            }
        }
    }

    /** Deinterlaced, upright (which ffmpeg sees to by itself where there is one field), of the target's size and colours. */
    static List<String> filters(VideoStream video, RenderedPictures.Encoded encoded) {
        TargetPicture target = encoded.target();
        List<String> filters = new ArrayList<>(PictureArguments.deinterlacing(video));
        encoded.constantRate().ifPresent(rate -> filters.add("fps=fps=%s:start_time=0:round=near".formatted(rate)));
        if (target.width() != video.shownWidth() || target.height() != video.shownHeight() || video.isTurned()) {
            filters.add("scale=%d:%d:flags=bicubic+accurate_rnd+full_chroma_int"
                    .formatted(target.width(), target.height()));
        }
        filters.addAll(ColourFit.filters(video, target.height(), target.colour(), target.pixelFormat()));
        filters.add("setsar=sar=%s:max=65535".formatted(target.sampleAspect().replace(':', '/')));
        return filters;
    }

    /** AVI's and MPEG-4's clock ticks once a frame; the others keep the join's. */
    private static String encoderTimeBase(RenderPlan render, RenderedPictures.Encoded encoded) {
        Rational rate = encoded.constantRate().orElse(encoded.target().frameRate());
        return render.format() == OutputFormat.AVI ? "%d/%d".formatted(rate.denominator(), rate.numerator()) : "demux";
    }

    private static String constantRate(ProbedClip join) {
        PacketTable pictures = join.video().packets();
        return pictures.timeBase()
                .times(pictures.packets().get(0).duration())
                .inverse()
                .toString();
    }

    private static long keyFrameDistance(ProbedClip join) {
        PacketTable pictures = join.video().packets();
        double seconds = Math.max(0.001, pictures.duration().toDouble());
        return Math.max(1, Math.round(SECONDS_BETWEEN_KEY_FRAMES * pictures.count() / seconds));
    }
}
