package dev.videocompilation.worker.app;

import dev.videocompilation.worker.fetch.S3Clients;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.sweep.Backlog;
import dev.videocompilation.worker.sweep.BacklogFigures;
import dev.videocompilation.worker.sweep.SweepReport;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import dev.videocompilation.worker.webhook.HostResolver;
import dev.videocompilation.worker.webhook.OutboxDelivery;
import dev.videocompilation.worker.webhook.RetrySchedule;
import dev.videocompilation.worker.webhook.TargetAddressPolicy;
import dev.videocompilation.worker.webhook.WebhookSender;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What a worker does beside its jobs, once: for the times when none runs. */
@Command(
        name = "sweep",
        description = {
            "Sweeps once, delivers the webhooks that are due, prints and publishes what is left to do, and ends. Every few",
            "minutes while no worker runs. Takes the settings of `run`; needs no ffmpeg. Begins nothing more once SWEEP_BUDGET is",
            "over, half of which the sweep may take; the rest is the next one's. Ends with 1 where a step of the sweep failed or",
            "was not done in time."
        },
        mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(SweepCommand.class);

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        long begunNanos = System.nanoTime();
        SettingsReader reader = new SettingsReader(System.getenv());
        WorkerSettings settings = WorkerSettings.read(reader);
        reader.finish();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        RandomGenerator random = new SecureRandom();
        try (DatabasePool pool = DatabasePool.open(settings.database());
                SqsClient sqs = SqsClients.create();
                S3Client s3 = S3Clients.create(settings.buckets().storage());
                MetricsRegistry registry =
                        MetricsRegistry.open(settings.telemetry().metrics())) {
            pool.check();
            var _ = QueueCheck.find(sqs, settings.jobs().queue());
            DSLContext database = pool.queries();
            WorkerMetrics metrics = new WorkerMetrics(registry.meters());
            Optional<SweepReport> swept = SweepWiring.sweeper(
                            settings, database, sqs, s3, metrics, random, InstantSource.system())
                    .sweepOnce(settings.sweep().budget().dividedBy(2));
            int attempts = deliver(settings, database, random, left(settings, begunNanos));
            boolean inTime = left(settings, begunNanos).isPositive();
            BacklogFigures backlog = new Backlog(database).count();
            // Published when the registry is closed, whether or not this was the one to sweep.
            metrics.backlog().set(backlog.gauges());
            LOG.info("{}", backlog);
            out.println(swept.map(SweepReport::toString).orElse("swept: nothing, a worker is just sweeping"));
            out.println("webhooks: %d attempts%s"
                    .formatted(
                            attempts,
                            inTime || backlog.webhooks().due() == 0
                                    ? ""
                                    : "; the time was over, what is due is left to the next sweep"));
            out.println(backlog);
            out.flush();
            return swept.map(SweepReport::failedSteps).orElse(0) == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static Duration left(WorkerSettings settings, long begunNanos) {
        return settings.sweep().budget().minusNanos(System.nanoTime() - begunNanos);
    }

    /** Attempts what is due until nothing is or the time is over; the attempts made. */
    private static int deliver(WorkerSettings settings, DSLContext database, RandomGenerator random, Duration within) {
        TargetAddressPolicy targets =
                new TargetAddressPolicy(settings.webhooks().allowLocalTargets(), HostResolver.system());
        try (WebhookSender sender = new WebhookSender(settings.webhooks(), targets, InstantSource.system());
                OutboxDelivery outbox = new OutboxDelivery(
                        database,
                        WorkerName.ofThisProcess(),
                        sender,
                        new RetrySchedule(settings.webhooks().retryWaits(), random),
                        settings.webhooks(),
                        System::nanoTime)) {
            return outbox.deliverDue(within);
        }
    }
}
