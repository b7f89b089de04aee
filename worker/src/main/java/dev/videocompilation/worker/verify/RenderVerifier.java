package dev.videocompilation.worker.verify;

import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderedPictures;
import dev.videocompilation.worker.plan.RenderedSound;
import dev.videocompilation.worker.plan.TargetPicture;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.VideoStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Proves that a final file is what its plan promised of the proven join: format, streams, codecs, picture size and file size; as
 * many frames, each at its time; packets equal where they were copied; where they were encoded every frame decodes and looks like the
 * join's, and the sound is heard to be the join's.
 */
public final class RenderVerifier {
    private final MediaProber prober;
    private final RenderedLooks looks;
    private final RenderedSounds sounds;

    public RenderVerifier(MediaProber prober, FfmpegBinaries binaries, VerifySettings settings) {
        this.prober = Objects.requireNonNull(prober);
        this.looks = new RenderedLooks(binaries, settings);
        this.sounds = new RenderedSounds(binaries, settings.deadline());
    }

    /**
     * Proves the final file.
     *
     * @param plan of the join
     * @param joined the join as it was proven
     * @param render by which the file was made
     * @throws RejectedException with {@link dev.videocompilation.contract.error.ErrorCode#ENGINE_TIMEOUT} if the proof could not
     *     be made in time
     */
    public Verification verify(CompilePlan plan, Verification.Proven joined, RenderPlan render, Path file) {
        ProbedClip join = joined.found();
        ProbedClip found;
        try {
            found = prober.probeOutput(ClipRef.file("the final file"), file, mostPackets(join));
        } catch (RejectedException e) {
            return new Verification.Disproven(
                    List.of(Objects.requireNonNullElse(e.getMessage(), "the final file cannot be read")));
        }
        List<String> defects = new ArrayList<>(structure(render, join, found));
        defects.addAll(RenderedTimes.defects(plan, render, join, found));
        if (defects.isEmpty() && isDecoded(render)) {
            defects.addAll(looks.defects(plan, render, join, found));
        }
        if (defects.isEmpty() && render.sound() instanceof RenderedSound.Encoded) {
            defects.addAll(sounds.defects(plan, join, found));
        }
        if (!defects.isEmpty()) {
            return new Verification.Disproven(defects);
        }
        VerifiedVideo video = joined.video();
        return new Verification.Proven(
                new VerifiedVideo(
                        file,
                        found.sizeBytes(),
                        found.video().packets().duration(),
                        found.video().packets().count(),
                        video.joinsDecoded(),
                        video.greatestOffsetMs()),
                found);
    }

    /** Equal packets under equal parameter sets decode as they did in the join. */
    private static boolean isDecoded(RenderPlan render) {
        return !(render.pictures() instanceof RenderedPictures.Copied) || render.format() == OutputFormat.AVI;
    }

    /** Generous: sound may be cut in smaller packets. */
    private static long mostPackets(ProbedClip join) {
        PacketTable pictures = join.video().packets();
        return 4L * pictures.count() + (long) (200 * pictures.duration().toDouble()) + 10_000;
    }

    private static List<String> structure(RenderPlan render, ProbedClip join, ProbedClip found) {
        List<String> defects = new ArrayList<>();
        try {
            defects.addAll(ContainerProof.defects(render.format(), found.file()));
            if (render.format() == OutputFormat.MP4 || render.format() == OutputFormat.MOV) {
                defects.addAll(MovieProof.defects(found, found.file()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tried to read the final file but failed", e);
        }
        if (found.sizeBytes() > render.mostBytes().orElse(Long.MAX_VALUE)) {
            defects.add("the final file has %,d bytes, more than the %,d allowed"
                    .formatted(found.sizeBytes(), render.mostBytes().orElseThrow()));
        }
        if (!found.streamKinds().equals(join.streamKinds())) {
            defects.add("the final file has the streams %s, the join %s"
                    .formatted(found.streamKinds(), join.streamKinds()));
        }
        VideoStream video = found.video();
        switch (render.pictures()) {
            case RenderedPictures.Copied copied -> {
                VideoStream own = join.video();
                require(defects, "video codec", video.codec(), own.codec());
                require(defects, "picture size", size(video), size(own));
                require(defects, "sample aspect ratio", video.sampleAspect(), own.sampleAspect());
                require(defects, "pixel format", video.pixelFormat(), own.pixelFormat());
                if (render.format() != OutputFormat.AVI) {
                    require(defects, "hash of parameter sets", video.parameterSetsHash(), own.parameterSetsHash());
                    require(
                            defects,
                            "colour",
                            video.colour().toString(),
                            own.colour().toString());
                }
            }
            case RenderedPictures.Encoded encoded -> {
                TargetPicture target = encoded.target();
                require(defects, "video codec", video.codec(), target.codec());
                require(defects, "picture size", size(video), target.width() + "x" + target.height());
                require(defects, "sample aspect ratio", video.sampleAspect(), target.sampleAspect());
                require(defects, "pixel format", video.pixelFormat(), target.pixelFormat());
                require(defects, "display matrix", video.displayMatrix(), "");
                if (!target.sampleEntry().isEmpty()) {
                    require(defects, "sample entry", video.sampleEntry(), target.sampleEntry());
                }
                if (render.format() != OutputFormat.AVI) {
                    require(
                            defects,
                            "colour",
                            video.colour().toString(),
                            target.colour().toString());
                }
            }
        }
        if (found.audio().isPresent() && join.audio().isPresent()) {
            AudioStream audio = found.audio().get();
            AudioStream own = join.audio().get();
            require(
                    defects,
                    "sound",
                    sound(audio.codec(), audio.sampleRateHz(), audio.channels()),
                    render.sound() instanceof RenderedSound.Encoded encoded
                            ? sound(encoded.codec().ffmpegName(), encoded.sampleRateHz(), encoded.channels())
                            : sound(own.codec(), own.sampleRateHz(), own.channels()));
        }
        return defects;
    }

    private static String size(VideoStream video) {
        return video.width() + "x" + video.height();
    }

    private static String sound(String codec, int rateHz, int channels) {
        return "%s, %d Hz, %d channels".formatted(codec, rateHz, channels);
    }

    private static void require(List<String> defects, String name, String found, String wanted) {
        if (!found.equals(wanted)) {
            defects.add("the final file's %s is %s, not %s".formatted(name, found, wanted));
        }
    }
}
