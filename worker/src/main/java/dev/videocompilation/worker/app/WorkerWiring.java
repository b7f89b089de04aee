package dev.videocompilation.worker.app;

import dev.videocompilation.worker.claim.ClipSelector;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.fetch.ClipFetcher;
import dev.videocompilation.worker.fetch.ClipLocator;
import dev.videocompilation.worker.fetch.ClipObjects;
import dev.videocompilation.worker.fetch.S3Clients;
import dev.videocompilation.worker.fetch.Scratch;
import dev.videocompilation.worker.fetch.StorageRetry;
import dev.videocompilation.worker.ledger.JobCancellation;
import dev.videocompilation.worker.ledger.JobLedger;
import dev.videocompilation.worker.ledger.ProgressWriter;
import dev.videocompilation.worker.ledger.RetryBackoff;
import dev.videocompilation.worker.pipeline.CompilePipeline;
import dev.videocompilation.worker.pipeline.JobStages;
import dev.videocompilation.worker.pipeline.StagePermits;
import dev.videocompilation.worker.protection.ScaleInProtection;
import dev.videocompilation.worker.publish.VideoPublisher;
import dev.videocompilation.worker.queue.DeadLetterQueue;
import dev.videocompilation.worker.queue.HideDelays;
import dev.videocompilation.worker.queue.MessageHandler;
import dev.videocompilation.worker.queue.QueuePoller;
import dev.videocompilation.worker.sweep.Sweeper;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import dev.videocompilation.worker.webhook.HostResolver;
import dev.videocompilation.worker.webhook.OutboxDelivery;
import dev.videocompilation.worker.webhook.RetrySchedule;
import dev.videocompilation.worker.webhook.TargetAddressPolicy;
import dev.videocompilation.worker.webhook.WebhookSender;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The worker's only wiring: builds every part once, in the order of dependence. */
final class WorkerWiring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerWiring.class);

    private final WorkerParts parts;
    private final QueuePoller poller;
    private final OutboxDelivery outbox;
    private final Sweeper sweeper;

    private WorkerWiring(WorkerSettings settings, LongSupplier nanoTime, WorkerParts parts) {
        this.parts = parts;
        RandomGenerator random = new SecureRandom();
        Engine engine = Engine.start(settings.engine());
        if (!engine.binaries().isLimited()) {
            LOG.warn("ffmpeg runs without process limits; video-worker doctor says what that means");
        }
        // Opened first, so closed last: where its publishing hangs it is in nobody's way.
        WorkerMetrics metrics = new WorkerMetrics(
                parts.opened(MetricsRegistry.open(settings.telemetry().metrics()))
                        .meters());
        DatabasePool pool = parts.opened(DatabasePool.open(settings.database(), settings.sessionLimits()));
        pool.check();
        DSLContext database = pool.queries();
        SqsClient sqs =
                parts.opened(SqsClients.receiving(settings.jobs().queue().receiveVisibility()));
        DeadLetterQueue deadLetters = QueueCheck.find(sqs, settings.jobs().queue());
        S3Client s3 = parts.opened(S3Clients.create(settings.buckets().storage()));
        Scratch scratch = parts.opened(Scratch.open(settings.buckets().scratch(), random));

        StorageRetry storageRetry = new StorageRetry(random);
        VideoPublisher publisher = new VideoPublisher(s3, settings.buckets().publish(), storageRetry);
        String worker = WorkerName.ofThisProcess();
        JobClaims claims = new JobClaims(database, settings.jobs().claim(), worker);
        TargetAddressPolicy targets =
                new TargetAddressPolicy(settings.webhooks().allowLocalTargets(), HostResolver.system());
        JobStages stages = new JobStages(
                new JobStages.Storage(
                        new ClipFetcher(
                                s3,
                                settings.buckets().fetch(),
                                settings.buckets().storage(),
                                storageRetry),
                        scratch,
                        publisher),
                new JobStages.Selection(
                        new ClipSelector(database),
                        new ClipLocator(settings.buckets().fetch()),
                        new ClipObjects(s3, settings.buckets().fetch(), storageRetry),
                        claims),
                engine.joiner(),
                new StagePermits(
                        settings.jobs().stages(), (resource, wait) -> metrics.permitWait(resource.word(), wait)),
                targets,
                new ProgressWriter(database),
                metrics,
                engine.capabilities().version());
        JobLedger ledger =
                new JobLedger(database, new RetryBackoff(settings.jobs().retry(), random));
        WebhookSender sender = parts.opened(new WebhookSender(settings.webhooks(), targets, InstantSource.system()));
        outbox = parts.atWork(new OutboxDelivery(
                database,
                worker,
                sender,
                new RetrySchedule(settings.webhooks().retryWaits(), random),
                settings.webhooks(),
                nanoTime));
        sweeper =
                parts.atWork(SweepWiring.sweeper(settings, database, sqs, s3, metrics, random, InstantSource.system()));
        CompilePipeline pipeline = new CompilePipeline(
                stages,
                ledger,
                new JobCancellation(database),
                publisher,
                outbox::wake,
                settings.jobs().queue().visibility(),
                settings.jobs().queue().heartbeat().retry());
        ScaleInProtection protection =
                parts.atWork(ScaleInProtection.of(settings.jobs().protection(), metrics, nanoTime, random));
        poller = new QueuePoller(
                sqs,
                settings.jobs().queue(),
                new MessageHandler(
                        claims,
                        pipeline,
                        sqs,
                        settings.jobs().queue(),
                        deadLetters,
                        new HideDelays(
                                settings.jobs().retry().base(),
                                settings.jobs().retry().cap(),
                                settings.jobs().queue().busyHideCap(),
                                random),
                        metrics),
                protection);
    }

    /**
     * Builds a worker whose database, queue and ffmpeg have answered.
     *
     * @throws RuntimeException that names what is missing; whatever was opened is closed again
     */
    static WorkerWiring of(WorkerSettings settings) {
        return of(settings, System::nanoTime);
    }

    /** Builds one that goes by the monotonic clock given. */
    static WorkerWiring of(WorkerSettings settings, LongSupplier nanoTime) {
        WorkerParts parts = new WorkerParts();
        try {
            return new WorkerWiring(settings, nanoTime, parts);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    void start() {
        outbox.start();
        sweeper.start();
        poller.start();
    }

    void awaitEnd() throws InterruptedException {
        poller.join();
    }

    /** Ends the jobs, which may be handed back; the rest is still at work. */
    void drain() throws InterruptedException {
        poller.drain();
    }

    /** Gives scale-in protection back and ends the rest, within {@link WorkerParts}' deadlines. */
    @Override
    public void close() {
        parts.close();
    }
}
