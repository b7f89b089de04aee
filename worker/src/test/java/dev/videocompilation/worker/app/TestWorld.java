package dev.videocompilation.worker.app;

import dev.videocompilation.contract.client.CompileJobClient;
import dev.videocompilation.contract.client.EnqueuedJob;
import dev.videocompilation.contract.job.AudioJoin;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.devstack.CompileQueues;
import dev.videocompilation.devstack.DevStack;
import dev.videocompilation.devstack.EmbeddedPostgresServer;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import dev.videocompilation.migrations.Migrations;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.sweep.Sweeper;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * One test's world in the embedded stack that all tests of this process share: a database, a pair of queues and a scratch folder
 * of its own, and what a backend would do in them.
 */
final class TestWorld implements AutoCloseable {
    static final String SECRET = "whsec_dGVzdC1zZWNyZXQtb2YtMzItYnl0ZXMtLS0tLS0tLS0=";

    private static final AtomicInteger WORLDS = new AtomicInteger();
    private static final String TEMPLATE = "migrated";
    private static final Duration VISIBILITY = Duration.ofMinutes(2);

    private final DevStack stack;
    private final CompileQueues queues;
    private final String outputBucket;
    private final Path scratch;
    private final DataSource dataSource;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private TestWorld(DevStack stack, Database database, CompileQueues queues, String outputBucket, Path scratch) {
        this.stack = stack;
        this.queues = queues;
        this.outputBucket = outputBucket;
        this.scratch = scratch;
        this.dataSource = database.dataSource();
        settings.putAll(stack.environment(database.jdbcUrl()));
        settings.put("DATABASE_USER", database.user());
        settings.put("DATABASE_PASSWORD", database.password());
        settings.put("QUEUE_URL", queues.queueUrl());
        settings.put("DEAD_LETTER_QUEUE_URL", queues.deadLetterQueueUrl());
        settings.put("OUTPUT_BUCKET", outputBucket);
        settings.put("SCRATCH_DIR", scratch.toString());
        settings.put("FFMPEG_HOME", System.getenv("FFMPEG_HOME"));
        settings.put("WEBHOOK_SECRETS", SECRET);
        settings.put("WEBHOOK_ALLOW_LOCAL_TARGETS", "true");
        settings.put("WEBHOOK_POLL_INTERVAL", "500ms");
        settings.put("QUEUE_LONG_POLL", "1s");
        settings.put("RETRY_BASE", "200ms");
        settings.put("DRAIN_TIMEOUT", "5s");
    }

    static TestWorld create() throws IOException {
        return create(VISIBILITY);
    }

    static TestWorld create(Duration visibility) throws IOException {
        EmbeddedPostgresServer postgres = SharedStack.get().postgres();
        int number = WORLDS.incrementAndGet();
        String jdbcUrl = postgres.createDatabase("world_" + number, TEMPLATE);
        return create(number, new Database(jdbcUrl, postgres.user(), postgres.password()), visibility);
    }

    /** A world whose database is the empty one given, of a server beside the stack; it is migrated here. */
    static TestWorld inDatabase(String jdbcUrl, String user, String password) throws IOException {
        Database database = new Database(jdbcUrl, user, password);
        Migrations.migrate(database.dataSource());
        return create(WORLDS.incrementAndGet(), database, VISIBILITY);
    }

    private static TestWorld create(int number, Database database, Duration visibility) throws IOException {
        DevStack stack = SharedStack.get();
        CompileQueues queues = CompileQueues.create(stack.sqsClient(), "jobs-" + number, visibility, 10);
        String outputBucket = "compiled-" + number;
        stack.createBucket(outputBucket);
        return new TestWorld(
                stack,
                database,
                queues,
                outputBucket,
                Files.createDirectories(
                        Path.of("target", "tmp", "scratch-" + number).toAbsolutePath()));
    }

    /** Where a world's database is, and who owns it. */
    private record Database(String jdbcUrl, String user, String password) {
        DataSource dataSource() {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(jdbcUrl);
            dataSource.setUser(user);
            dataSource.setPassword(password);
            return dataSource;
        }
    }

    /** The stack, started once; ended with the process. */
    private static final class SharedStack {
        private static final DevStack STACK = start();

        private static DevStack start() {
            DevStack stack = DevStack.start(
                    Path.of("target", "tmp", "stack-" + ProcessHandle.current().pid())
                            .toAbsolutePath());
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
            String template = stack.postgres().createDatabase(TEMPLATE);
            Migrations.migrate(stack.postgres().dataSource(template));
            // The worker's clients take these from their environment; within this process they come as properties.
            Map<String, String> environment = stack.environment();
            System.setProperty("aws.region", environment.get("AWS_REGION"));
            System.setProperty("aws.accessKeyId", environment.get("AWS_ACCESS_KEY_ID"));
            System.setProperty("aws.secretAccessKey", environment.get("AWS_SECRET_ACCESS_KEY"));
            System.setProperty("aws.endpointUrlSqs", environment.get("AWS_ENDPOINT_URL_SQS"));
            System.setProperty("aws.endpointUrlS3", environment.get("AWS_ENDPOINT_URL_S3"));
            return stack;
        }

        static DevStack get() {
            return STACK;
        }
    }

    /** Changes a setting of workers started from here on. */
    TestWorld with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    DevStack stack() {
        return stack;
    }

    CompileQueues queues() {
        return queues;
    }

    DSLContext database() {
        return DSL.using(dataSource, SQLDialect.POSTGRES);
    }

    /** Scales the timings of claims down, so that what waits for a lease to run out takes seconds. */
    TestWorld withShortLeases() {
        return with("QUEUE_VISIBILITY", "6s")
                .with("JOB_LEASE", "4s")
                .with("HEARTBEAT_INTERVAL", "1s")
                .with("HEARTBEAT_RETRY", "500ms")
                .with("HEARTBEAT_GIVE_UP", "3s");
    }

    /** Puts a proxy between PostgreSQL and the workers started from here on. */
    FaultyTcpProxy proxyDatabase() {
        URI address =
                URI.create(Objects.requireNonNull(settings.get("DATABASE_URL")).substring("jdbc:".length()));
        FaultyTcpProxy proxy = FaultyTcpProxy.before(address.getPort());
        parts.push(proxy);
        settings.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:%d%s".formatted(proxy.port(), address.getPath()));
        return proxy;
    }

    /** Puts a proxy between S3 and the worker processes started from here on. */
    FaultyTcpProxy proxyStorage() {
        return proxy("AWS_ENDPOINT_URL_S3", stack.s3().endpoint());
    }

    /** Puts a proxy between SQS and the worker processes started from here on. */
    FaultyTcpProxy proxyQueue() {
        return proxy("AWS_ENDPOINT_URL_SQS", stack.sqs().endpoint());
    }

    private FaultyTcpProxy proxy(String setting, URI endpoint) {
        FaultyTcpProxy proxy = FaultyTcpProxy.before(endpoint.getPort());
        parts.push(proxy);
        settings.put(setting, "http://127.0.0.1:" + proxy.port());
        return proxy;
    }

    /** Starts a worker in this process. */
    WorkerWiring startWorker() {
        return startWorker(System::nanoTime);
    }

    /** Starts one whose scale-in protection goes by the monotonic clock given. */
    WorkerWiring startWorker(LongSupplier nanoTime) {
        WorkerWiring worker = WorkerWiring.of(read(), nanoTime);
        worker.start();
        parts.push(() -> {
            worker.drain();
            worker.close();
        });
        return worker;
    }

    /** Starts a worker as a process of its own, as the container does. */
    WorkerProcess startWorkerProcess() throws IOException {
        WorkerProcess worker = WorkerProcess.start(settings, scratch);
        parts.push(worker);
        return worker;
    }

    /** Starts another of the command line's commands as a process of its own. */
    WorkerProcess startCommand(String command) throws IOException {
        WorkerProcess process = WorkerProcess.start(settings, scratch, command);
        parts.push(process);
        return process;
    }

    /** A sweeper of its own, with pooled connections as a worker's, whose clock is ahead of the world's. */
    Sweeper sweeper(Duration ahead) {
        return sweeper(ahead, new SimpleMeterRegistry());
    }

    /** The same with its meters in a registry. */
    Sweeper sweeper(Duration ahead, MeterRegistry meters) {
        return sweeper(ahead, meters, stack.sqsClient());
    }

    /** One that reaches SQS its own way. */
    Sweeper sweeper(SqsClient sqs) {
        return sweeper(Duration.ZERO, new SimpleMeterRegistry(), sqs);
    }

    private Sweeper sweeper(Duration ahead, MeterRegistry meters, SqsClient sqs) {
        return SweepWiring.sweeper(
                read(),
                pooledQueries(),
                sqs,
                stack.s3Client(),
                new WorkerMetrics(meters),
                RandomGenerator.getDefault(),
                InstantSource.offset(InstantSource.system(), ahead));
    }

    /** Queries over pooled connections of their own, as a worker's. */
    DSLContext pooledQueries() {
        WorkerSettings read = read();
        DatabasePool pool = DatabasePool.open(read.database(), read.sessionLimits());
        parts.push(pool);
        return pool.queries();
    }

    private WorkerSettings read() {
        SettingsReader reader = new SettingsReader(settings);
        WorkerSettings read = WorkerSettings.read(reader);
        reader.finish();
        return read;
    }

    String outputBucket() {
        return outputBucket;
    }

    int script() {
        return database()
                .fetchSingle("insert into vsl_frontend.section_detailed_scripts (section_id) values (1) returning id")
                .get(0, Integer.class);
    }

    /** Uploads a clip and records it as an approved video of the script. */
    int approvedVideo(int script, Path clip) {
        return video(script, "approved", "s3://" + DevStack.CLIP_BUCKET + "/" + upload(clip));
    }

    int video(int script, String status, String url) {
        return database()
                .fetchSingle(
                        "insert into vsl_frontend.section_videos (section_id, script_id, user_id, status, result_url)"
                                + " values (1, {0}, 'user-1', {1}, {2}) returning id",
                        DSL.val(script), DSL.val(status), DSL.val(url))
                .get(0, Integer.class);
    }

    String upload(Path file) {
        String key = "clips/" + UUID.randomUUID() + ".mp4";
        stack.s3Client()
                .putObject(request -> request.bucket(DevStack.CLIP_BUCKET).key(key), RequestBody.fromFile(file));
        return key;
    }

    EnqueuedJob enqueue(CompileJob job) {
        return new CompileJobClient(dataSource, stack.sqsClient(), queues.queueUrl()).enqueue(job);
    }

    static CompileJob job(int script) {
        return CompileJob.of(new JobId("job-" + UUID.randomUUID()), script);
    }

    /** Whose join runs ffmpeg, which copying runs not. */
    static CompileJob jobThatNeedsFfmpeg(int script) {
        return job(script).withOptions(CompileOptions.DEFAULT.withAudioJoin(AudioJoin.EXACT));
    }

    /** Sends a body as it is, past the client. */
    void send(String body) {
        stack.sqsClient()
                .sendMessage(request -> request.queueUrl(queues.queueUrl()).messageBody(body));
    }

    /** The job's row. */
    Record row(JobId jobId) {
        return database()
                .fetchSingle("select * from video_compilation.compile_jobs where job_id = {0}", DSL.val(jobId.value()));
    }

    /** The job's state, {@code absent} where it has no row. */
    String state(JobId jobId) {
        Record row = database()
                .fetchOne(
                        "select state from video_compilation.compile_jobs where job_id = {0}", DSL.val(jobId.value()));
        return row == null ? "absent" : row.get("state", String.class);
    }

    /** Messages that are on the queue, hidden or not. */
    int messages() {
        return count(queues.queueUrl());
    }

    /** Those of them that no worker has received, or whose hiding is over. */
    int visibleMessages() {
        return count(queues.queueUrl(), QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    int deadLetterCount() {
        return count(queues.deadLetterQueueUrl());
    }

    List<Message> deadLetters() {
        return stack.sqsClient()
                .receiveMessage(request -> request.queueUrl(queues.deadLetterQueueUrl())
                        .maxNumberOfMessages(10)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                        .messageAttributeNames("All"))
                .messages();
    }

    List<String> compiledKeys(int script) {
        return stack
                .s3Client()
                .listObjectsV2(request -> request.bucket(outputBucket).prefix("compiled/" + script + "/"))
                .contents()
                .stream()
                .map(object -> object.key())
                .toList();
    }

    String contentType(String key) {
        return stack.s3Client()
                .headObject(request -> request.bucket(outputBucket).key(key))
                .contentType();
    }

    Path download(String key, Path into) throws IOException {
        Files.deleteIfExists(into);
        stack.s3Client().getObject(request -> request.bucket(outputBucket).key(key), into);
        return into;
    }

    /** The folders of jobs in scratch. */
    List<Path> jobFolders() throws IOException {
        try (Stream<Path> tree = Files.walk(scratch)) {
            return tree.filter(path -> path.getFileName().toString().startsWith("job-"))
                    .toList();
        }
    }

    /** Files of jobs that lie in scratch. */
    List<Path> scratchFiles() throws IOException {
        try (Stream<Path> tree = Files.walk(scratch)) {
            return tree.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().endsWith(".lock"))
                    .filter(file -> !file.getFileName().toString().endsWith(".log"))
                    .toList();
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new AssertionError("could not close a part of the test's world", e);
            }
        }
    }

    private int count(String queueUrl) {
        return count(
                queueUrl,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);
    }

    private int count(String queueUrl, QueueAttributeName... numbers) {
        Map<QueueAttributeName, String> attributes = stack.sqsClient()
                .getQueueAttributes(request -> request.queueUrl(queueUrl).attributeNames(numbers))
                .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }
}
