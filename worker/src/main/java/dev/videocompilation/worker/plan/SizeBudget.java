package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.RenderedPictures.Encoded;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import java.util.List;

/** Shares the bytes that a final file may have among its pictures, its sound and its container. */
public final class SizeBudget {
    /** Below this no picture can be made out. */
    static final int LEAST_PICTURE_KBPS = 40;

    static final int LEAST_SOUND_KBPS = 32;

    private static final List<Integer> SOUND_KBPS = List.of(192, 160, 128, 96, 64, 48, LEAST_SOUND_KBPS);
    /** Sound may have this share of all bits, unless that is less than it needs. */
    private static final double SOUND_SHARE = 0.2;
    /** What is left to encoders that miss their mark. */
    private static final double MARGIN = 0.03;
    /** What a container notes of each packet, at most (AVI: a chunk's header and its entry of the index). */
    private static final int PACKET_BYTES = 24;

    private static final int HEADER_BYTES = 8_192;
    private static final double SOUND_PACKETS_PER_SECOND = 50;
    private static final int LEAST_LENGTH = 128;

    private final RenderPlan plan;
    private final CompilePlan join;
    private final double seconds;

    private SizeBudget(RenderPlan plan, CompilePlan join) {
        this.plan = plan;
        this.join = join;
        this.seconds = Math.max(0.001, join.duration().toDouble());
    }

    public static SizeBudget of(RenderPlan plan, CompilePlan join) {
        return new SizeBudget(plan, join);
    }

    /** The smallest file that is tried for. */
    public long leastBytes() {
        int kbps = LEAST_PICTURE_KBPS + (plan.sound() instanceof RenderedSound.None ? 0 : LEAST_SOUND_KBPS);
        return (long) Math.ceil(kbps * 125 * seconds / (1 - MARGIN)) + containerBytes();
    }

    /**
     * Refuses a size that is not even tried for.
     *
     * @throws RejectedException with {@link ErrorCode#SIZE_NOT_REACHABLE}
     */
    public void requireReachable(long mostBytes) {
        if (mostBytes < leastBytes()) {
            throw new RejectedException(
                    ErrorCode.SIZE_NOT_REACHABLE,
                    "%.3f s of video cannot be brought below %,d bytes (%d kbit/s for pictures%s); maxSizeBytes is %,d"
                            .formatted(
                                    seconds,
                                    leastBytes(),
                                    LEAST_PICTURE_KBPS,
                                    plan.sound() instanceof RenderedSound.None
                                            ? ""
                                            : ", %d for sound".formatted(LEAST_SOUND_KBPS),
                                    mostBytes));
        }
    }

    /**
     * The plan whose file has so many bytes: two passes, less sound where it would take more than a fifth, smaller pictures where
     * these would get too few bits to look like anything.
     *
     * @throws RejectedException with {@link ErrorCode#SIZE_NOT_REACHABLE}
     */
    public RenderPlan within(long bytes) {
        requireReachable(bytes);
        RenderPlan encoding = RenderPlanner.encoding(plan, join, "at most %,d bytes".formatted(bytes));
        Encoded pictures = (Encoded) encoding.pictures();
        double kbps = (bytes - containerBytes()) * (1 - MARGIN) / 125 / seconds;
        RenderedSound sound = sound(encoding.sound(), kbps);
        int pictureKbps = Math.max(LEAST_PICTURE_KBPS, (int) (kbps - soundKbps(sound)));
        return new RenderPlan(
                plan.format(),
                plan.quality(),
                new Encoded(
                        smaller(pictures.target(), pictures.codec(), pictureKbps),
                        pictures.codec(),
                        new RateControl.Average(pictureKbps),
                        pictures.constantRate(),
                        pictures.reasons()),
                sound,
                plan.mostBytes());
    }

    private long containerBytes() {
        double sound = plan.sound() instanceof RenderedSound.None ? 0 : SOUND_PACKETS_PER_SECOND * seconds;
        return HEADER_BYTES + (long) (PACKET_BYTES * (join.frames() + sound));
    }

    private RenderedSound sound(RenderedSound planned, double kbps) {
        int now = soundKbps(planned);
        if (planned instanceof RenderedSound.None || now <= SOUND_SHARE * kbps) {
            return planned;
        }
        int less = SOUND_KBPS.stream()
                .filter(step -> step <= SOUND_SHARE * kbps)
                .findFirst()
                .orElse(LEAST_SOUND_KBPS);
        return switch (planned) {
            case RenderedSound.None none -> none;
            case RenderedSound.Encoded encoded ->
                less >= encoded.kbps()
                        ? encoded
                        : of(encoded.codec(), encoded.sampleRateHz(), encoded.channels(), less);
            case RenderedSound.Copied copied ->
                less >= now
                        ? copied
                        : switch (join.sound()) {
                            case SoundPlan.None none -> copied;
                            case SoundPlan.Exact exact ->
                                of(SoundCodec.AAC, exact.sampleRateHz(), exact.channels(), less);
                            case SoundPlan.CopiedFrames frames ->
                                of(SoundCodec.AAC, frames.sampleRateHz(), frames.channels(), less);
                            case SoundPlan.Copied single -> {
                                AudioStream audio = single(join);
                                yield of(SoundCodec.AAC, audio.sampleRateHz(), audio.channels(), less);
                            }
                        };
        };
    }

    private static AudioStream single(CompilePlan join) {
        return join.clips().get(0).clip().audio().orElseThrow();
    }

    private static RenderedSound of(SoundCodec codec, int rateHz, int channels, int kbps) {
        return new RenderedSound.Encoded(
                codec, codec.rateHz(rateHz), Math.min(2, channels), channels == 1 ? "mono" : "stereo", kbps);
    }

    private int soundKbps(RenderedSound sound) {
        return switch (sound) {
            case RenderedSound.None none -> 0;
            case RenderedSound.Encoded encoded -> encoded.kbps();
            case RenderedSound.Copied copied ->
                switch (join.sound()) {
                    case SoundPlan.None none -> 0;
                    case SoundPlan.Exact exact -> exact.bitrateKbps();
                    case SoundPlan.CopiedFrames frames -> measuredKbps();
                    case SoundPlan.Copied single -> measuredKbps();
                };
        };
    }

    /** Of all clips' sound, and not as declared, which is what an encoder was asked for. */
    private int measuredKbps() {
        long bytes = join.clips().stream()
                .flatMap(clip -> clip.clip().audio().stream())
                .flatMap(audio -> audio.packets().packets().stream())
                .mapToLong(packet -> packet.sizeBytes())
                .sum();
        return (int) Math.ceil(bytes / 125.0 / seconds);
    }

    private TargetPicture smaller(TargetPicture target, PictureCodec codec, int kbps) {
        double framesPerSecond = join.frames() / seconds;
        double mostPixels = kbps * 1000 / framesPerSecond / codec.leastBitsPerPixel();
        double scale = Math.sqrt(mostPixels / ((double) target.width() * target.height()));
        int longer = Math.max(target.width(), target.height());
        if (scale >= 1 || longer <= LEAST_LENGTH) {
            return target;
        }
        scale = Math.max(scale, (double) LEAST_LENGTH / longer);
        int height = even(target.height() * scale);
        return target.of(
                even(target.width() * scale),
                height,
                codec == PictureCodec.MPEG4 ? Colour.usual(height) : target.colour());
    }

    private static int even(double pixels) {
        return Math.max(2, (int) Math.round(pixels / 2) * 2);
    }
}
