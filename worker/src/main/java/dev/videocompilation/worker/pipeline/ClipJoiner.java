package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.Overlay;
import dev.videocompilation.worker.binaries.SideBySide;
import dev.videocompilation.worker.fetch.ScratchReading;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.mux.ClipConformer;
import dev.videocompilation.worker.mux.VideoMuxer;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.CompilePlanner;
import dev.videocompilation.worker.plan.Planning;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderPlanner;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.render.Rendered;
import dev.videocompilation.worker.render.VideoRenderer;
import dev.videocompilation.worker.verify.OutputVerifier;
import dev.videocompilation.worker.verify.RenderVerifier;
import dev.videocompilation.worker.verify.Verification;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The engine: local clips in, one proven video out, or a named refusal. The command line and the queue both run this. */
public final class ClipJoiner {
    private static final Set<ErrorCode> BY_WHAT_WAS_READ = Set.of(
            ErrorCode.CLIP_TRUNCATED, ErrorCode.CLIP_UNREADABLE, ErrorCode.ENGINE_FAILED, ErrorCode.RESULT_NOT_PROVEN);

    private final MediaProber prober;
    private final CompilePlanner planner = new CompilePlanner();
    private final ClipConformer conformer;
    private final VideoMuxer muxer;
    private final OutputVerifier verifier;
    private final VideoRenderer renderer;
    private final RenderVerifier renderVerifier;

    public ClipJoiner(
            MediaProber prober,
            ClipConformer conformer,
            VideoMuxer muxer,
            OutputVerifier verifier,
            VideoRenderer renderer,
            RenderVerifier renderVerifier) {
        this.prober = Objects.requireNonNull(prober);
        this.conformer = Objects.requireNonNull(conformer);
        this.muxer = Objects.requireNonNull(muxer);
        this.verifier = Objects.requireNonNull(verifier);
        this.renderer = Objects.requireNonNull(renderer);
        this.renderVerifier = Objects.requireNonNull(renderVerifier);
    }

    /**
     * Probes and plans without making anything.
     *
     * @throws RejectedException if a clip is unusable or cannot be joined to the others, and is not to be skipped
     */
    public PlannedJoin plan(JoinRequest request) {
        Map<Path, ProbedClip> probed = new ConcurrentHashMap<>();
        return withoutBad(request, (usable, skipped) -> {
            CompilePlan plan = plan(usable, probed);
            return new PlannedJoin(plan, renderPlan(usable, plan), skipped.get());
        });
    }

    private CompilePlan plan(JoinRequest request, Map<Path, ProbedClip> probed) {
        List<ProbedClip> clips = SideBySide.map(
                request.clips(), clip -> probed.computeIfAbsent(clip.file(), file -> prober.probe(clip.ref(), file)));
        WishedTexts texts = WishedTexts.of(request, () -> plan(clips, request, List.of()));
        return texts.withTrack(plan(clips, request, texts.drawn()));
    }

    private CompilePlan plan(List<ProbedClip> clips, JoinRequest request, List<Overlay> texts) {
        return switch (planner.plan(clips, request.options(), texts)) {
            case Planning.Planned planned -> {
                muxer.requireMeans(planned.plan());
                yield planned.plan();
            }
            case Planning.NotCompatible refused ->
                throw new RejectedException(ErrorCode.CLIPS_NOT_COMPATIBLE, refused.reason(), refused.clip());
            case Planning.NoTransition refused ->
                throw refused.clip()
                        .map(clip -> new RejectedException(ErrorCode.TRANSITION_NOT_POSSIBLE, refused.reason(), clip))
                        .orElseGet(() -> new RejectedException(ErrorCode.TRANSITION_NOT_POSSIBLE, refused.reason()));
            case Planning.SoundNotCopyable refused ->
                throw refused.clip()
                        .map(clip -> new RejectedException(ErrorCode.SOUND_NOT_COPYABLE, refused.reason(), clip))
                        .orElseGet(() -> new RejectedException(ErrorCode.SOUND_NOT_COPYABLE, refused.reason()));
            case Planning.Unsupported refused ->
                throw new RejectedException(ErrorCode.CLIP_UNSUPPORTED, refused.reason(), refused.clip());
        };
    }

    /**
     * Plans what becomes of a planned join in the final file.
     *
     * @throws RejectedException if the file cannot be had, or not by this worker's ffmpeg
     */
    private RenderPlan renderPlan(JoinRequest request, CompilePlan plan) {
        RenderPlan render = RenderPlanner.of(request.output(), request.options(), plan);
        renderer.requireFeatures(render, plan);
        WishedTexts.requireHeld(plan, render);
        return render;
    }

    /**
     * Joins clips into a file.
     *
     * @param directory which holds the clips and receives the file
     * @throws RejectedException if they cannot be joined, or the result fails its proof
     * @throws dev.videocompilation.worker.job.TransientException if the disk is full or fails, or ffmpeg was ended from outside
     */
    public JoinedVideo join(JoinRequest request, Path directory, JoinObserver observer) {
        return join(
                request,
                directory,
                new StageRun(new StageClock(System::nanoTime), observer, StagePermits.ofOneJob()),
                bytes -> {});
    }

    /** @param room is asked for what has to be made, in bytes, before that begins; may throw */
    JoinedVideo join(JoinRequest request, Path directory, StageRun stages, LongConsumer room) {
        Map<Path, ProbedClip> probed = new ConcurrentHashMap<>();
        AtomicLong taken = new AtomicLong();
        // What is made once more lies where it lay before.
        LongConsumer more = bytes -> {
            room.accept(Math.max(0, bytes - taken.get()));
            taken.accumulateAndGet(bytes, Math::max);
        };
        return withoutBad(request, (usable, skipped) -> {
            JoinedVideo joined = join(usable, probed, directory, stages, more);
            return new JoinedVideo(joined.plan(), joined.render(), joined.video(), skipped.get());
        });
    }

    private JoinedVideo join(
            JoinRequest request, Map<Path, ProbedClip> probed, Path directory, StageRun stages, LongConsumer room) {
        JoinObserver observer = stages.observer();
        List<Path> files = request.files();
        CompilePlan planned = stages.run(Stage.PROBE, () -> readable(files, () -> plan(request, probed)));
        RenderPlan render = renderPlan(request, planned);
        observer.planned(planned, render);
        room.accept(planned.madeBytes() + render.roomBytes(planned));
        CompilePlan plan = planned.toBeMade().isEmpty()
                ? planned
                : stages.run(
                        Stage.CONFORM,
                        () -> readable(files, () -> conformer.conform(planned, directory, observer::conforming)));
        Made made = stages.run(
                Stage.JOIN,
                () -> readable(files, () -> {
                    CompilePlan measured = muxer.measured(plan, directory);
                    return new Made(measured, muxer.join(measured, render.joinFormat(), directory, observer::joining));
                }));
        List<Path> compared =
                Stream.concat(files.stream(), Stream.of(made.output())).toList();
        Verification.Proven joined =
                stages.run(Stage.VERIFY, () -> readable(compared, () -> proven(made, render.joinFormat(), directory)));
        return render.isNeeded(joined.video().sizeBytes())
                ? rendered(render, made.plan(), joined, stages, directory)
                : new JoinedVideo(made.plan(), render, joined.video(), List.of());
    }

    /** An output, and the plan that it has to keep. */
    private record Made(CompilePlan plan, Path output) {}

    /** Does something with all clips; where one turns out to be bad and is to be skipped, once more without it. */
    private static <T> T withoutBad(JoinRequest request, BiFunction<JoinRequest, Supplier<List<SkippedClip>>, T> work) {
        BadClips bad = new BadClips(request.options());
        JoinRequest usable = request;
        while (true) {
            try {
                return work.apply(usable, bad::skipped);
            } catch (RejectedException e) {
                usable = usable.with(bad.without(e, usable.clips(), ClipFile::ref));
            }
        }
    }

    private JoinedVideo rendered(
            RenderPlan render, CompilePlan plan, Verification.Proven joined, StageRun stages, Path directory) {
        List<Path> read = List.of(joined.video().file());
        Rendered made = stages.run(
                Stage.RENDER,
                () -> readable(
                        read,
                        () -> renderer.render(render, plan, joined.found(), directory, stages.observer()::rendering)));
        List<Path> compared = List.of(joined.video().file(), made.file());
        Verification.Proven proven = stages.run(
                Stage.VERIFY,
                () -> readable(compared, () -> proven(renderVerifier.verify(plan, joined, made.plan(), made.file()))));
        return new JoinedVideo(plan, made.plan(), proven.video(), List.of());
    }

    private Verification.Proven proven(Made made, OutputFormat format, Path directory) {
        Verification verification = verifier.verify(made.plan(), format, made.output());
        if (verification instanceof Verification.Disproven) {
            // What was copied has not been decoded before: the fault may be one clip's.
            muxer.requireSoundDecodes(made.plan(), directory);
            Optional<RejectedException> damaged = verifier.damagedClip(made.plan());
            if (damaged.isPresent()) {
                throw damaged.get();
            }
        }
        return proven(verification);
    }

    private static Verification.Proven proven(Verification verification) {
        return switch (verification) {
            case Verification.Proven proven -> proven;
            case Verification.Disproven disproven ->
                throw new RejectedException(ErrorCode.RESULT_NOT_PROVEN, String.join("; ", disproven.defects()));
        };
    }

    /** Blames nothing for what was read in files of a disk that fails: a file that cannot be read on looks like one cut short. */
    private static <T> T readable(List<Path> files, Supplier<T> stage) {
        try {
            return stage.get();
        } catch (RejectedException e) {
            if (BY_WHAT_WAS_READ.contains(e.code())) {
                ScratchReading.requireReadable(files);
            }
            throw e;
        }
    }
}
