package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.worker.plan.RenderedPictures.Encoded;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Plans how a join becomes the file that was asked for: packets are copied wherever the format holds them and the quality is
 * {@code high}, and encoded otherwise, for reasons that are named.
 */
public final class RenderPlanner {
    /** MPEG-4 part 2 counts time in 16 bits (ISO/IEC 14496-2, vop_time_increment_resolution). */
    private static final int MOST_TICKS_PER_SECOND = 65_535;

    private final CompilePlan join;
    private final OutputFormat format;
    private final QualityLevel level;

    private RenderPlanner(CompilePlan join, OutputSpec output) {
        this.join = join;
        this.format = output.format();
        this.level = QualityLevel.of(output.quality());
    }

    /**
     * Plans it.
     *
     * @throws dev.videocompilation.worker.job.RejectedException with {@code SIZE_NOT_REACHABLE} where the options ask for a size that
     *     the final file cannot have
     */
    public static RenderPlan of(OutputSpec output, CompileOptions options, CompilePlan join) {
        RenderPlanner planner = new RenderPlanner(join, output);
        List<String> reasons = planner.reasons();
        RenderPlan plan = new RenderPlan(
                output.format(),
                output.quality(),
                reasons.isEmpty() ? new RenderedPictures.Copied() : planner.encoded(reasons),
                planner.sound(),
                options.maxSizeBytes());
        options.maxSizeBytes()
                .filter(most -> !planner.mayBeSmall(most))
                .ifPresent(most -> SizeBudget.of(plan, join).requireReachable(most));
        return plan;
    }

    /** The same plan with the pictures encoded, where they were to be copied. */
    static RenderPlan encoding(RenderPlan plan, CompilePlan join, String reason) {
        if (plan.pictures() instanceof Encoded) {
            return plan;
        }
        RenderPlanner planner = new RenderPlanner(join, new OutputSpec(plan.format(), plan.quality()));
        return new RenderPlan(
                plan.format(), plan.quality(), planner.encoded(List.of(reason)), plan.sound(), plan.mostBytes());
    }

    /** Whether what is known of the join's size leaves it open that the final file is small enough. */
    private boolean mayBeSmall(long mostBytes) {
        if (!reasons().isEmpty()) {
            // Of pictures that stand still very few bytes may be left.
            return true;
        }
        long known = 0;
        for (PicturePiece piece : join.pieces()) {
            if (piece.isCopied()) {
                for (Packet packet : piece.pictures().packets()) {
                    known += packet.sizeBytes();
                }
            }
        }
        return known <= mostBytes;
    }

    /** Why the pictures cannot be copied; empty where they can. */
    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (level != QualityLevel.HIGH) {
            reasons.add("quality " + level.name().toLowerCase(Locale.ROOT));
        }
        TargetPicture target = join.target();
        String turned =
                target.copied().map(clip -> clip.video().displayMatrix()).orElse("");
        switch (format) {
            case MP4, MOV -> {
                // Both hold whatever a join is made of.
            }
            case MKV -> {
                if (!turned.isEmpty()) {
                    reasons.add("a display matrix, which Matroska players do not obey");
                }
            }
            case WEBM -> reasons.add("WebM holds no " + target.codec());
            case AVI -> {
                if (!target.codec().equals("h264")) {
                    reasons.add("AVI holds no " + target.codec());
                } else if (!turned.isEmpty()) {
                    reasons.add("a display matrix, which AVI has none of");
                } else if (constantRate().isEmpty()) {
                    reasons.add("frames of varying lengths, which AVI has none of");
                } else if (isReordered()) {
                    reasons.add("frames that are decoded out of order, whose times AVI does not tell");
                }
            }
        }
        return reasons;
    }

    private Encoded encoded(List<String> reasons) {
        PictureCodec codec = codec(format);
        Optional<Rational> rate = format != OutputFormat.AVI || constantRate().isPresent()
                ? Optional.empty()
                : Optional.of(TargetChoice.usualRate(
                        join.frames() / Math.max(0.001, join.duration().toDouble())));
        return new Encoded(target(codec, rate), codec, new RateControl.Constant(level.constant(codec)), rate, reasons);
    }

    private static PictureCodec codec(OutputFormat format) {
        return switch (format) {
            case MP4, MOV, MKV -> PictureCodec.H264;
            case WEBM -> PictureCodec.VP9;
            case AVI -> PictureCodec.MPEG4;
        };
    }

    /** Upright, as large as the join or as the quality allows, of the join's colours where they are told and SDR. */
    private TargetPicture target(PictureCodec codec, Optional<Rational> rate) {
        TargetPicture from = join.target();
        Optional<VideoStream> video = from.copied().map(ProbedClip::video);
        ShownSize shown = video.map(ShownSize::of).orElseGet(() -> new ShownSize(from.width(), from.height()));
        ShownSize fitted = shown.within(level.mostWidth(), level.mostHeight());
        boolean asItIs = fitted.equals(shown)
                && from.width() % 2 == 0
                && from.height() % 2 == 0
                && video.map(VideoStream::isPlain).orElse(true);
        ShownSize size = asItIs ? new ShownSize(from.width(), from.height()) : fitted;
        return new TargetPicture(
                Optional.empty(),
                codec.ffmpegName(),
                format == OutputFormat.MP4 || format == OutputFormat.MOV ? "avc1" : "",
                "High",
                size.width(),
                size.height(),
                asItIs ? from.sampleAspect() : "1:1",
                "yuv420p",
                colour(codec, shown.height(), size.height()),
                rate.or(this::constantRate).orElse(from.frameRate()));
    }

    /** Told, so that smaller pictures are not taken for those of another standard; MPEG-4 part 2 tells none. */
    private Colour colour(PictureCodec codec, int linesBefore, int lines) {
        Colour told = join.target().colour();
        Colour usual = Colour.usual(linesBefore);
        if (codec == PictureCodec.MPEG4) {
            return Colour.usual(lines);
        }
        return told.isHighDynamicRange()
                        || !told.isTold()
                        || !told.isConvertible()
                        || !told.range().equals("tv")
                ? usual
                : told;
    }

    private RenderedSound sound() {
        return switch (join.sound()) {
            case SoundPlan.None none -> new RenderedSound.None();
            case SoundPlan.Exact exact ->
                sound(exact.sampleRateHz(), exact.channels(), exact.channelLayout(), exact.bitrateKbps());
            case SoundPlan.CopiedFrames frames -> {
                List<AudioStream> own = join.clips().stream()
                        .flatMap(clip -> clip.clip().audio().stream())
                        .toList();
                int most = own.stream().mapToInt(AudioStream::bitrateKbps).max().orElse(0);
                yield sound(
                        frames.sampleRateHz(), frames.channels(), own.getFirst().channelLayout(), most);
            }
            case SoundPlan.Copied copied -> {
                AudioStream audio = join.clips().get(0).clip().audio().orElseThrow();
                yield sound(audio.sampleRateHz(), audio.channels(), audio.channelLayout(), audio.bitrateKbps());
            }
        };
    }

    private RenderedSound sound(int rateHz, int channels, String layout, int kbps) {
        SoundCodec codec = switch (format) {
            case MP4, MOV, MKV -> SoundCodec.AAC;
            case WEBM -> SoundCodec.OPUS;
            case AVI -> SoundCodec.MP3;
        };
        boolean held = codec == SoundCodec.AAC
                && (level == QualityLevel.HIGH
                        || (channels <= level.mostChannels() && kbps <= level.kbps(codec, channels)));
        if (held) {
            return new RenderedSound.Copied();
        }
        int most = Math.min(level.mostChannels(), codec.mostChannels());
        String kept = layout.replace("(side)", "");
        boolean usual = channels <= 2 || kept.equals("5.1");
        int made = channels <= most && usual ? channels : Math.min(2, channels);
        String madeLayout = switch (made) {
            case 1 -> "mono";
            case 2 -> "stereo";
            default -> kept;
        };
        return new RenderedSound.Encoded(codec, codec.rateHz(rateHz), made, madeLayout, level.kbps(codec, made));
    }

    /** The frame rate where every frame lasts as long as any other and stands where the one before ends. */
    private Optional<Rational> constantRate() {
        Rational frame = Rational.ZERO;
        for (PicturePiece piece : join.pieces()) {
            Optional<Rational> own = frameOf(piece);
            if (own.isEmpty() || (frame.numerator() > 0 && !own.get().equals(frame))) {
                return Optional.empty();
            }
            frame = own.get();
        }
        return Optional.of(frame.inverse()).filter(rate -> rate.numerator() <= MOST_TICKS_PER_SECOND);
    }

    private Optional<Rational> frameOf(PicturePiece piece) {
        if (!piece.isCopied()) {
            return Optional.of(join.target().frameRate().inverse());
        }
        return piece.pictures().evenDuration();
    }

    private boolean isReordered() {
        return join.pieces().stream()
                .anyMatch(piece -> !piece.isCopied()
                        || piece.pictures().packets().stream().anyMatch(packet -> packet.pts() != packet.dts()));
    }
}
