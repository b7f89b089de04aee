package dev.videocompilation.worker.app;

import dev.videocompilation.worker.fetch.StorageRetry;
import dev.videocompilation.worker.sweep.Backlog;
import dev.videocompilation.worker.sweep.FinishedJobs;
import dev.videocompilation.worker.sweep.JobResender;
import dev.videocompilation.worker.sweep.LosingOutputs;
import dev.videocompilation.worker.sweep.OldUploads;
import dev.videocompilation.worker.sweep.OutputRows;
import dev.videocompilation.worker.sweep.SweepSettings;
import dev.videocompilation.worker.sweep.Sweeper;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jooq.DSLContext;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Builds the sweeper that a worker runs beside its jobs and {@code video-worker sweep} by itself. */
final class SweepWiring {
    /** Beyond its budget, within which the sweep's own transaction, which holds its turn and no row, may be silent. */
    private static final Duration SWEEP_MARGIN = Duration.ofMinutes(1);

    private SweepWiring() {}

    static Sweeper sweeper(
            WorkerSettings settings,
            DSLContext database,
            SqsClient sqs,
            S3Client s3,
            WorkerMetrics metrics,
            RandomGenerator random,
            InstantSource clock) {
        SweepSettings sweep = settings.sweep();
        String bucket = settings.buckets().publish().bucket();
        OutputRows rows = new OutputRows(database);
        StorageRetry retry = new StorageRetry(random);
        return new Sweeper(
                SessionLimits.withSilence(database, sweep.budget().plus(SWEEP_MARGIN)),
                new Sweeper.Steps(
                        new JobResender(database, sqs, settings.jobs().queue().queueUrl(), sweep),
                        new LosingOutputs(s3, bucket, rows, retry, sweep, clock),
                        new OldUploads(s3, bucket, rows, retry, sweep, clock),
                        new FinishedJobs(database, sweep),
                        new Backlog(database)),
                sweep,
                metrics,
                random);
    }
}
