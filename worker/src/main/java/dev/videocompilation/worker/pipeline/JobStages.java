package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.Breakdown;
import dev.videocompilation.contract.event.ClipTreatment;
import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.ClipSelector;
import dev.videocompilation.worker.claim.FrozenClips;
import dev.videocompilation.worker.claim.FrozenClips.Missing;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.claim.SelectedClip;
import dev.videocompilation.worker.fetch.ClipFetcher;
import dev.videocompilation.worker.fetch.ClipLocator;
import dev.videocompilation.worker.fetch.ClipObjects;
import dev.videocompilation.worker.fetch.LocatedClip;
import dev.videocompilation.worker.fetch.Scratch;
import dev.videocompilation.worker.fetch.ScratchDirectory;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.job.StopSignal;
import dev.videocompilation.worker.ledger.CompileResult;
import dev.videocompilation.worker.ledger.ProgressWriter;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PictureTreatment;
import dev.videocompilation.worker.plan.PlanText;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.publish.OutputKeys;
import dev.videocompilation.worker.publish.PublishedVideo;
import dev.videocompilation.worker.publish.VideoPublisher;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import dev.videocompilation.worker.webhook.TargetAddressPolicy;
import dev.videocompilation.worker.webhook.TargetCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stages of a job in order: select and pin the clips, take the room that they need, fetch, probe, plan, join, verify, publish. Each gets the results of
 * those before; scratch is removed whatever happens.
 */
public final class JobStages {
    private final Storage storage;
    private final Selection selection;
    private final ClipJoiner joiner;
    private final StagePermits permits;
    private final TargetAddressPolicy targets;
    private final ProgressWriter progress;
    private final WorkerMetrics metrics;
    private final String engineVersion;

    /**
     * What moves bytes.
     *
     * @param fetcher from the bucket
     * @param scratch to the local disk
     * @param publisher and back
     */
    public record Storage(ClipFetcher fetcher, Scratch scratch, VideoPublisher publisher) {}

    /**
     * What decides which bytes.
     *
     * @param selector the videos
     * @param locator their places
     * @param objects the objects there
     * @param claims which remember them
     */
    public record Selection(ClipSelector selector, ClipLocator locator, ClipObjects objects, JobClaims claims) {}

    /**
     * Wires the stages.
     *
     * @param permits which all jobs of the worker share
     * @param engineVersion of ffmpeg, for the result
     */
    public JobStages(
            Storage storage,
            Selection selection,
            ClipJoiner joiner,
            StagePermits permits,
            TargetAddressPolicy targets,
            ProgressWriter progress,
            WorkerMetrics metrics,
            String engineVersion) {
        this.storage = Objects.requireNonNull(storage);
        this.selection = Objects.requireNonNull(selection);
        this.joiner = Objects.requireNonNull(joiner);
        this.permits = Objects.requireNonNull(permits);
        this.targets = Objects.requireNonNull(targets);
        this.progress = Objects.requireNonNull(progress);
        this.metrics = Objects.requireNonNull(metrics);
        this.engineVersion = Objects.requireNonNull(engineVersion);
    }

    /** Runs all stages; throws what they throw. */
    CompileResult run(Claim claim, StopSignal signal) {
        StageClock clock = new StageClock(System::nanoTime);
        requireAllowedTarget(claim);
        FrozenClips frozen = claim.frozenClips().orElseGet(() -> pin(claim));
        List<ClipObject> objects = frozen.objects();
        JobProgress done = new JobProgress(
                System::nanoTime,
                objects.stream().mapToLong(ClipObject::sizeBytes).sum(),
                objects.size());
        try (ScratchDirectory directory = storage.scratch().newDirectory(objects);
                ProgressReport report = ProgressReport.start(progress, claim, done);
                StageLog log = new StageLog(clock)) {
            Objects.requireNonNull(report);
            StageRun stages = new StageRun(clock, JoinObserver.both(log, done), permits);
            signal.throwIfStopped();
            List<ClipFile> clips = stages.run(
                    Stage.FETCH,
                    () -> storage.fetcher().fetch(objects, directory, done::fetching).stream()
                            .map(clip -> new ClipFile(clip.object().ref(), clip.file()))
                            .toList());
            signal.throwIfStopped();
            JoinRequest request = new JoinRequest(
                    clips,
                    claim.job().output(),
                    JoinRequest.withoutOthers(claim.job().options(), frozen.places(), frozen.count()));
            JoinedVideo joined = joiner.join(request, directory.path(), stages, directory::takeMore);
            signal.throwIfStopped();
            String key = OutputKeys.key(
                    claim.job().scriptId(),
                    claim.jobId(),
                    claim.fence(),
                    claim.job().output().format());
            PublishedVideo published = stages.run(
                    Stage.PUBLISH,
                    () -> storage.publisher()
                            .publish(joined.video().file(), joined.render().format(), key));
            CompileResult result = result(claim, clock, joined, published, frozen);
            record(clock, result, joined.plan());
            return result;
        }
    }

    private void requireAllowedTarget(Claim claim) {
        claim.job().webhookUrl().ifPresent(url -> {
            if (targets.check(url) instanceof TargetCheck.Refused refused) {
                throw new RejectedException(
                        ErrorCode.WEBHOOK_URL_REFUSED, "the webhook address is refused: " + refused.reason());
            }
        });
    }

    /** The first claim decides which objects the job is about; later attempts take the same or fail. */
    private FrozenClips pin(Claim claim) {
        BadClips bad = new BadClips(claim.job().options());
        List<SelectedClip> all = selection.selector().select(claim.job());
        List<SelectedClip> selected = all;
        while (true) {
            try {
                FrozenClips frozen = new FrozenClips(look(selected), missing(all, bad.skipped()));
                selection.claims().freeze(claim, frozen);
                return frozen;
            } catch (RejectedException e) {
                selected = bad.without(e, selected, SelectedClip::ref);
            }
        }
    }

    private static List<Missing> missing(List<SelectedClip> all, List<SkippedClip> skipped) {
        List<Missing> missing = new ArrayList<>();
        for (int place = 0; place < all.size(); place++) {
            for (SkippedClip clip : skipped) {
                if (clip.clip().equals(all.get(place).ref())) {
                    missing.add(new Missing(place, clip));
                }
            }
        }
        return missing;
    }

    private List<ClipObject> look(List<SelectedClip> clips) {
        return selection
                .objects()
                .head(clips.stream()
                        .map(clip ->
                                new LocatedClip(clip.ref(), selection.locator().locate(clip.ref(), clip.url())))
                        .toList());
    }

    private CompileResult result(
            Claim claim, StageClock clock, JoinedVideo joined, PublishedVideo published, FrozenClips frozen) {
        Breakdown breakdown = new Breakdown(
                claim.queueWait(),
                clock.of(Stage.FETCH),
                clock.of(Stage.PROBE),
                clock.of(Stage.CONFORM).plus(clock.of(Stage.JOIN)).plus(clock.of(Stage.RENDER)),
                clock.of(Stage.VERIFY),
                clock.of(Stage.PUBLISH));
        return new CompileResult(
                published.url(),
                published.key(),
                published.sizeBytes(),
                Duration.ofMillis(joined.video().duration().times(1000).round()),
                clock.total(),
                breakdown,
                treatments(frozen.skipped(), joined),
                PlanText.of(joined.plan(), joined.render()),
                new CompileResult.Proof(
                        joined.video().frames(),
                        joined.video().joinsDecoded(),
                        joined.video().greatestOffsetMs(),
                        engineVersion));
    }

    /** Those that were joined, in order, then those that were skipped. */
    private static List<ClipTreatment> treatments(List<SkippedClip> missing, JoinedVideo joined) {
        CompilePlan plan = joined.plan();
        ClipTreatment.Sound sound = switch (plan.sound()) {
            case SoundPlan.None none -> ClipTreatment.Sound.NONE;
            case SoundPlan.Copied copied -> ClipTreatment.Sound.COPIED;
            case SoundPlan.CopiedFrames frames -> ClipTreatment.Sound.COPIED;
            case SoundPlan.Exact exact -> ClipTreatment.Sound.RE_ENCODED;
        };
        List<ClipTreatment> treatments = new ArrayList<>();
        for (PlannedClip clip : plan.clips()) {
            int videoId = clip.clip().ref().videoId().orElseThrow();
            treatments.add(
                    switch (clip.treatment()) {
                        case PictureTreatment.Copied copied ->
                            new ClipTreatment(videoId, ClipTreatment.Picture.COPIED, sound, Optional.empty());
                        case PictureTreatment.ReEncoded encoded ->
                            new ClipTreatment(
                                    videoId,
                                    ClipTreatment.Picture.RE_ENCODED,
                                    sound,
                                    Optional.of(encoded.reasons().get(0).toString()));
                    });
        }
        for (SkippedClip clip :
                Stream.concat(missing.stream(), joined.skipped().stream()).toList()) {
            treatments.add(new ClipTreatment(
                    clip.clip().videoId().orElseThrow(),
                    ClipTreatment.Picture.SKIPPED,
                    ClipTreatment.Sound.NONE,
                    Optional.of(clip.toString())));
        }
        return treatments;
    }

    private void record(StageClock clock, CompileResult result, CompilePlan plan) {
        for (Stage stage : Stage.values()) {
            metrics.stage(stage.word(), clock.of(stage));
        }
        metrics.queueWait(result.breakdown().queueWait());
        metrics.inputBytes(plan.inputBytes());
        metrics.outputBytes(result.fileSizeBytes());
    }
}
