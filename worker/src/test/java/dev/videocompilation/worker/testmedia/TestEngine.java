package dev.videocompilation.worker.testmedia;

import dev.videocompilation.contract.job.AudioJoin;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegCapabilities;
import dev.videocompilation.worker.ffmpeg.FfmpegRunner;
import dev.videocompilation.worker.ffmpeg.JoinSettings;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.mux.ClipConformer;
import dev.videocompilation.worker.mux.VideoMuxer;
import dev.videocompilation.worker.pipeline.ClipFile;
import dev.videocompilation.worker.pipeline.ClipJoiner;
import dev.videocompilation.worker.pipeline.JoinRequest;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.ProbeSettings;
import dev.videocompilation.worker.render.VideoRenderer;
import dev.videocompilation.worker.verify.OutputVerifier;
import dev.videocompilation.worker.verify.RenderVerifier;
import dev.videocompilation.worker.verify.VerifySettings;
import dev.videocompilation.worker.verify.VerifySettings.Decode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The engine with its default limits, on the build's ffmpeg. */
public final class TestEngine {
    private static final FfmpegBinaries BINARIES = TestMedia.binaries();
    private static final FfmpegCapabilities CAPABILITIES = FfmpegCapabilities.of(BINARIES);

    private TestEngine() {}

    /** What the build's ffmpeg can do. */
    public static FfmpegCapabilities capabilities() {
        return CAPABILITIES;
    }

    public static MediaProber prober() {
        return prober(new ProbeSettings(Duration.ofMinutes(2), 36_000_000, Duration.ofHours(4), 2_000_000));
    }

    public static MediaProber prober(ProbeSettings settings) {
        return new MediaProber(BINARIES, settings);
    }

    public static FfmpegRunner runner() {
        return new FfmpegRunner(BINARIES, CAPABILITIES, new JoinSettings(Duration.ofMinutes(2)));
    }

    public static VideoMuxer muxer() {
        return new VideoMuxer(runner(), prober());
    }

    public static OutputVerifier verifier() {
        return verifier(new VerifySettings(Duration.ofMinutes(1), Decode.JOINS));
    }

    public static OutputVerifier verifier(VerifySettings settings) {
        return new OutputVerifier(prober(), BINARIES, settings);
    }

    public static RenderVerifier renderVerifier() {
        return new RenderVerifier(prober(), BINARIES, new VerifySettings(Duration.ofMinutes(1), Decode.JOINS));
    }

    public static ClipJoiner joiner() {
        return new ClipJoiner(
                prober(),
                new ClipConformer(runner(), prober()),
                muxer(),
                verifier(),
                new VideoRenderer(runner()),
                renderVerifier());
    }

    /** The join of the clips with their sound made exact. */
    public static JoinRequest exact(List<ClipFile> clips) {
        return new JoinRequest(clips, OutputSpec.DEFAULT, CompileOptions.DEFAULT.withAudioJoin(AudioJoin.EXACT));
    }

    /** The engine under other limits, on another pair of programs. */
    public static ClipJoiner joiner(FfmpegBinaries binaries, Duration deadline, Decode decode) {
        MediaProber prober =
                new MediaProber(binaries, new ProbeSettings(deadline, 36_000_000, Duration.ofHours(4), 2_000_000));
        FfmpegRunner runner = new FfmpegRunner(binaries, CAPABILITIES, new JoinSettings(deadline));
        return new ClipJoiner(
                prober,
                new ClipConformer(runner, prober),
                new VideoMuxer(runner, prober),
                new OutputVerifier(prober, binaries, new VerifySettings(deadline, decode)),
                new VideoRenderer(runner),
                new RenderVerifier(prober, binaries, new VerifySettings(deadline, decode)));
    }

    /** Links the files into the directory under the names that ffmpeg lists may hold: {@code video 1}, {@code video 2}, …. */
    public static List<ClipFile> clipsIn(Path directory, List<Path> files) {
        List<ClipFile> clips = new ArrayList<>();
        try {
            for (Path file : files) {
                int number = clips.size() + 1;
                Path link = directory.resolve("clip-%04d.mp4".formatted(number));
                Files.createLink(link, file);
                clips.add(new ClipFile(ClipRef.video(number), link));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return clips;
    }
}
