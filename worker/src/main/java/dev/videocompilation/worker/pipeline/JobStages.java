package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.Breakdown;
import dev.videocompilation.contract.event.ClipTreatment;
import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.ClipSelector;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.fetch.ClipFetcher;
import dev.videocompilation.worker.fetch.ClipLocator;
import dev.videocompilation.worker.fetch.ClipObjects;
import dev.videocompilation.worker.fetch.LocatedClip;
import dev.videocompilation.worker.fetch.Scratch;
import dev.videocompilation.worker.fetch.ScratchDirectory;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.StopSignal;
import dev.videocompilation.worker.ledger.CompileResult;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PictureTreatment;
import dev.videocompilation.worker.plan.PlanText;
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
            WorkerMetrics metrics,
            String engineVersion) {
        this.storage = Objects.requireNonNull(storage);
        this.selection = Objects.requireNonNull(selection);
        this.joiner = Objects.requireNonNull(joiner);
        this.permits = Objects.requireNonNull(permits);
        this.targets = Objects.requireNonNull(targets);
        this.metrics = Objects.requireNonNull(metrics);
        this.engineVersion = Objects.requireNonNull(engineVersion);
    }

    /** Runs all stages; throws what they throw. */
    CompileResult run(Claim claim, StopSignal signal) {
        StageClock clock = new StageClock(System::nanoTime);
        requireAllowedTarget(claim);
        List<ClipObject> objects = claim.frozenClips().orElseGet(() -> pin(claim));
        try (ScratchDirectory directory = storage.scratch().newDirectory(objects);
                StageLog log = new StageLog(clock)) {
            StageRun stages = new StageRun(clock, log, permits);
            signal.throwIfStopped();
            List<ClipFile> clips = stages.run(
                    Stage.FETCH,
                    () -> storage.fetcher().fetch(objects, directory).stream()
                            .map(clip -> new ClipFile(clip.object().ref(), clip.file()))
                            .toList());
            signal.throwIfStopped();
            JoinRequest request =
                    new JoinRequest(clips, claim.job().output(), claim.job().options());
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
            CompileResult result = result(claim, clock, joined, published, objects);
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
    private List<ClipObject> pin(Claim claim) {
        List<ClipObject> objects = selection
                .objects()
                .head(selection.selector().select(claim.job()).stream()
                        .map(clip ->
                                new LocatedClip(clip.ref(), selection.locator().locate(clip.ref(), clip.url())))
                        .toList());
        selection.claims().freeze(claim, objects);
        return objects;
    }

    private CompileResult result(
            Claim claim, StageClock clock, JoinedVideo joined, PublishedVideo published, List<ClipObject> objects) {
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
                treatments(objects, joined.plan()),
                PlanText.of(joined.plan(), joined.render()),
                new CompileResult.Proof(
                        joined.video().frames(),
                        joined.video().joinsDecoded(),
                        joined.video().greatestOffsetMs(),
                        engineVersion));
    }

    private static List<ClipTreatment> treatments(List<ClipObject> objects, CompilePlan plan) {
        ClipTreatment.Sound sound = switch (plan.sound()) {
            case SoundPlan.None none -> ClipTreatment.Sound.NONE;
            case SoundPlan.Copied copied -> ClipTreatment.Sound.COPIED;
            case SoundPlan.Exact exact -> ClipTreatment.Sound.RE_ENCODED;
        };
        List<ClipTreatment> treatments = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            int videoId = objects.get(i).videoId();
            treatments.add(
                    switch (plan.clips().get(i).treatment()) {
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
