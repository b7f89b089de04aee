package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.SideBySide;
import dev.videocompilation.worker.fetch.ScratchReading;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.mux.ClipConformer;
import dev.videocompilation.worker.mux.VideoMuxer;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.CompilePlanner;
import dev.videocompilation.worker.plan.Planning;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.verify.OutputVerifier;
import dev.videocompilation.worker.verify.Verification;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    public ClipJoiner(MediaProber prober, ClipConformer conformer, VideoMuxer muxer, OutputVerifier verifier) {
        this.prober = Objects.requireNonNull(prober);
        this.conformer = Objects.requireNonNull(conformer);
        this.muxer = Objects.requireNonNull(muxer);
        this.verifier = Objects.requireNonNull(verifier);
    }

    /**
     * Probes and plans without making anything.
     *
     * @throws RejectedException if a clip is unusable or cannot be joined to the others, and is not to be skipped
     */
    public PlannedJoin plan(JoinRequest request) {
        Map<Path, ProbedClip> probed = new ConcurrentHashMap<>();
        return withoutBad(request, (usable, skipped) -> new PlannedJoin(plan(usable, probed), skipped.get()));
    }

    private CompilePlan plan(JoinRequest request, Map<Path, ProbedClip> probed) {
        List<ProbedClip> clips = SideBySide.map(
                request.clips(), clip -> probed.computeIfAbsent(clip.file(), file -> prober.probe(clip.ref(), file)));
        return switch (planner.plan(clips, request.options().transition())) {
            case Planning.Planned planned -> planned.plan();
            case Planning.NotCompatible refused ->
                throw new RejectedException(ErrorCode.CLIPS_NOT_COMPATIBLE, refused.reason(), refused.clip());
            case Planning.NoTransition refused ->
                throw refused.clip()
                        .map(clip -> new RejectedException(ErrorCode.TRANSITION_NOT_POSSIBLE, refused.reason(), clip))
                        .orElseGet(() -> new RejectedException(ErrorCode.TRANSITION_NOT_POSSIBLE, refused.reason()));
            case Planning.Unsupported refused ->
                throw new RejectedException(ErrorCode.CLIP_UNSUPPORTED, refused.reason(), refused.clip());
        };
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
        return withoutBad(request, (usable, skipped) -> {
            JoinedVideo joined = join(usable, probed, directory, stages, room);
            return new JoinedVideo(joined.plan(), joined.video(), skipped.get());
        });
    }

    private JoinedVideo join(
            JoinRequest request, Map<Path, ProbedClip> probed, Path directory, StageRun stages, LongConsumer room) {
        JoinObserver observer = stages.observer();
        List<Path> files = request.files();
        CompilePlan planned = stages.run(Stage.PROBE, () -> readable(files, () -> plan(request, probed)));
        observer.planned(planned);
        room.accept(planned.madeBytes());
        CompilePlan plan = planned.toBeMade().isEmpty()
                ? planned
                : stages.run(
                        Stage.CONFORM,
                        () -> readable(files, () -> conformer.conform(planned, directory, observer::conforming)));
        Path output =
                stages.run(Stage.JOIN, () -> readable(files, () -> muxer.join(plan, directory, observer::joining)));
        List<Path> compared = Stream.concat(files.stream(), Stream.of(output)).toList();
        return stages.run(Stage.VERIFY, () -> readable(compared, () -> proven(plan, output)));
    }

    /** Does something with all clips; where one turns out to be bad and is to be skipped, once more without it. */
    private static <T> T withoutBad(JoinRequest request, BiFunction<JoinRequest, Supplier<List<SkippedClip>>, T> work) {
        BadClips bad = new BadClips(request.options().onBadClip());
        JoinRequest usable = request;
        while (true) {
            try {
                return work.apply(usable, bad::skipped);
            } catch (RejectedException e) {
                usable = usable.with(bad.without(e, usable.clips(), ClipFile::ref));
            }
        }
    }

    private JoinedVideo proven(CompilePlan plan, Path output) {
        return switch (verifier.verify(plan, output)) {
            case Verification.Proven proven -> new JoinedVideo(plan, proven.video(), List.of());
            case Verification.Disproven disproven ->
                throw verifier.damagedClip(plan)
                        .orElseGet(() -> new RejectedException(
                                ErrorCode.RESULT_NOT_PROVEN, String.join("; ", disproven.defects())));
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
