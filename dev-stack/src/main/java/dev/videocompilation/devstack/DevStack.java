package dev.videocompilation.devstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** PostgreSQL, SQS and S3 together, with the buckets and queues that a worker expects, and the settings to find them. */
public final class DevStack implements AutoCloseable {

    /** The bucket of the clips to compile. */
    public static final String CLIP_BUCKET = "video-clips";

    /** The bucket of the compiled videos. */
    public static final String OUTPUT_BUCKET = "compiled-videos";

    private static final String QUEUE_NAME = "compile-jobs";

    private final EmbeddedPostgresServer postgres;
    private final EmbeddedSqsServer sqs;
    private final EmbeddedS3Server s3;
    private final SqsClient sqsClient;
    private final S3Client s3Client;
    private final CompileQueues queues;

    private DevStack(EmbeddedPostgresServer postgres, EmbeddedSqsServer sqs, EmbeddedS3Server s3) {
        this.postgres = postgres;
        this.sqs = sqs;
        this.s3 = s3;
        AwsClients clients = new AwsClients(s3.accessKey(), s3.secretKey());
        this.sqsClient = clients.sqs(sqs.endpoint());
        this.s3Client = clients.s3(s3.endpoint());
        this.queues = createQueues();
        createBucket(CLIP_BUCKET);
        createBucket(OUTPUT_BUCKET);
    }

    /**
     * Starts the three servers at the same time, and creates buckets and queues. Of the database it makes nothing.
     *
     * @param directory holds all their files; data and objects found there are used again
     * @throws DevStackException if one of them cannot start; the others are stopped then
     */
    public static DevStack start(Path directory) {
        try (var starters = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<EmbeddedPostgresServer> postgres =
                    starters.submit(() -> EmbeddedPostgresServer.start(directory.resolve("postgres")));
            Future<EmbeddedSqsServer> sqs = starters.submit(EmbeddedSqsServer::start);
            Future<EmbeddedS3Server> s3 = starters.submit(() -> EmbeddedS3Server.start(directory.resolve("s3")));
            try {
                return new DevStack(started(postgres), started(sqs), started(s3));
            } catch (RuntimeException failure) {
                stopStarted(List.of(postgres, sqs, s3), failure);
                throw failure;
            }
        }
    }

    public EmbeddedPostgresServer postgres() {
        return postgres;
    }

    public EmbeddedSqsServer sqs() {
        return sqs;
    }

    public EmbeddedS3Server s3() {
        return s3;
    }

    /** The queues of compile jobs. */
    public CompileQueues queues() {
        return queues;
    }

    /** Creates the queues again at the same addresses, after SQS was stopped and forgot them. */
    public CompileQueues createQueues() {
        return CompileQueues.create(sqsClient, QUEUE_NAME);
    }

    /** Creates a bucket; one that exists is left as it is. */
    public void createBucket(String bucket) {
        try {
            s3Client.createBucket(request -> request.bucket(bucket));
        } catch (BucketAlreadyOwnedByYouException existing) {
            // Found in the directory of an earlier run.
        }
    }

    /** A client of the embedded SQS; closed with the stack. */
    public SqsClient sqsClient() {
        return sqsClient;
    }

    /** A client of the embedded S3; closed with the stack. */
    public S3Client s3Client() {
        return s3Client;
    }

    /** Unpooled connections of the superuser to the default database. */
    public DataSource dataSource() {
        return postgres.dataSource();
    }

    /** The environment variables with which a worker uses this stack, in the order in which a person reads them. */
    public Map<String, String> environment() {
        return WorkerEnvironment.of(this, postgres.jdbcUrl());
    }

    /** The same for a database that {@link EmbeddedPostgresServer#createDatabase(String)} made. */
    public Map<String, String> environment(String jdbcUrl) {
        return WorkerEnvironment.of(this, jdbcUrl);
    }

    /** Stops everything, at the same time; leaves the files. */
    @Override
    public void close() {
        try (var stoppers = Executors.newVirtualThreadPerTaskExecutor()) {
            sqsClient.close();
            s3Client.close();
            List<Future<?>> stopping =
                    List.of(stoppers.submit(postgres::close), stoppers.submit(sqs::close), stoppers.submit(s3::close));
            stopping.forEach(DevStack::started);
        }
    }

    private static <T> T started(Future<T> part) {
        try {
            return part.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof DevStackException known) {
                throw known;
            }
            throw new DevStackException("The stack failed: " + failure.getCause(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DevStackException("Interrupted while the stack started or stopped.", interrupted);
        }
    }

    private static void stopStarted(List<Future<? extends AutoCloseable>> parts, RuntimeException failure) {
        for (Future<? extends AutoCloseable> part : parts) {
            try {
                part.get().close();
            } catch (ExecutionException neverStarted) {
                // Its failure is the one reported, or follows from it.
            } catch (Exception notStopped) {
                failure.addSuppressed(notStopped);
            }
        }
    }
}
