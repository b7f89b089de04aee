package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.SideBySide;
import dev.videocompilation.worker.ffmpeg.FfmpegRunner;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.CompilePlanner;
import dev.videocompilation.worker.plan.Planning;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.verify.OutputVerifier;
import dev.videocompilation.worker.verify.Verification;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The engine: local clips in, one proven video out, or a named refusal. The command line and the queue both run this. */
public final class ClipJoiner {
    private final MediaProber prober;
    private final CompilePlanner planner = new CompilePlanner();
    private final FfmpegRunner ffmpeg;
    private final OutputVerifier verifier;

    public ClipJoiner(MediaProber prober, FfmpegRunner ffmpeg, OutputVerifier verifier) {
        this.prober = Objects.requireNonNull(prober);
        this.ffmpeg = Objects.requireNonNull(ffmpeg);
        this.verifier = Objects.requireNonNull(verifier);
    }

    /**
     * Probes and plans without making anything.
     *
     * @throws RejectedException if a clip is unusable or the clips do not fit together
     */
    public CompilePlan plan(List<ClipFile> clips) {
        List<ProbedClip> probed = SideBySide.map(clips, clip -> prober.probe(clip.ref(), clip.file()));
        return switch (planner.plan(probed)) {
            case Planning.Planned planned -> planned.plan();
            case Planning.NotCompatible refused ->
                throw new RejectedException(
                        ErrorCode.CLIPS_NOT_COMPATIBLE,
                        refused.sentence(),
                        refused.mismatches().get(0).clip());
            case Planning.Unsupported refused ->
                throw new RejectedException(ErrorCode.CLIP_UNSUPPORTED, refused.reason(), refused.clip());
        };
    }

    /**
     * Joins clips that lie in one directory into a file there.
     *
     * @throws RejectedException if they cannot be joined, or the result fails its proof
     */
    public JoinedVideo join(List<ClipFile> clips, Path directory, JoinObserver observer) {
        return join(
                clips, directory, new StageRun(new StageClock(System::nanoTime), observer, StagePermits.ofOneJob()));
    }

    JoinedVideo join(List<ClipFile> clips, Path directory, StageRun stages) {
        JoinObserver observer = stages.observer();
        CompilePlan plan = stages.run(Stage.PROBE, () -> plan(clips));
        observer.planned(plan);
        Path output = stages.run(Stage.JOIN, () -> ffmpeg.join(plan, directory, observer::joining));
        return switch (stages.run(Stage.VERIFY, () -> verifier.verify(plan, output))) {
            case Verification.Proven proven -> new JoinedVideo(plan, proven.video());
            case Verification.Disproven disproven ->
                throw new RejectedException(ErrorCode.RESULT_NOT_PROVEN, String.join("; ", disproven.defects()));
        };
    }
}
