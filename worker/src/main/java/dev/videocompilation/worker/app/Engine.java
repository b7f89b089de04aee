package dev.videocompilation.worker.app;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegCapabilities;
import dev.videocompilation.worker.ffmpeg.FfmpegRunner;
import dev.videocompilation.worker.mux.ClipConformer;
import dev.videocompilation.worker.mux.VideoMuxer;
import dev.videocompilation.worker.pipeline.ClipJoiner;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.process.ProcessRunner;
import dev.videocompilation.worker.render.VideoRenderer;
import dev.videocompilation.worker.verify.OutputVerifier;
import dev.videocompilation.worker.verify.RenderVerifier;

/**
 * ffmpeg and what joins clips with it: all that local files need.
 *
 * @param binaries ffmpeg and ffprobe
 * @param capabilities what they can do
 * @param joiner the engine
 */
record Engine(FfmpegBinaries binaries, FfmpegCapabilities capabilities, ClipJoiner joiner) {
    /** Finds ffmpeg, asks it what it can do, and builds the engine upon it. */
    static Engine start(EngineSettings settings) {
        FfmpegBinaries binaries =
                FfmpegBinaries.in(settings.ffmpeg().home(), settings.ffmpeg().limits(), new ProcessRunner());
        FfmpegCapabilities capabilities = FfmpegCapabilities.of(binaries);
        MediaProber prober = new MediaProber(binaries, settings.probe());
        FfmpegRunner ffmpeg = new FfmpegRunner(binaries, capabilities, settings.join());
        ClipJoiner joiner = new ClipJoiner(
                prober,
                new ClipConformer(ffmpeg, prober),
                new VideoMuxer(ffmpeg, prober),
                new OutputVerifier(prober, binaries, settings.verify()),
                new VideoRenderer(ffmpeg),
                new RenderVerifier(prober, binaries, settings.verify()));
        return new Engine(binaries, capabilities, joiner);
    }
}
