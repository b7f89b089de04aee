package dev.videocompilation.chaos;

import dev.videocompilation.contract.client.CompileJobClient;
import dev.videocompilation.contract.client.EnqueueIncompleteException;
import dev.videocompilation.contract.job.AudioJoin;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.devstack.DevStack;
import dev.videocompilation.worker.claim.ClaimSettings;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.ledger.CancelAnswer;
import dev.videocompilation.worker.ledger.JobCancellation;
import dev.videocompilation.worker.publish.OutputKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jooq.impl.DSL;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What backends do: jobs of every kind, some for scripts that have one already, some sent twice, some as bare messages, some whose
 * message is lost after the row was committed, and messages that are no jobs.
 */
final class Workload {
    /** Messages that wait for a worker, above which no more jobs are enqueued: a wait there is no worker's fault. */
    private static final int MOST_WAITING = 3;

    private static final int MOST_OUTSTANDING_AT_A_TWENTIETH = 20;
    private static final int USERS = 5;
    private static final int MOST_MILLIS_UNTIL_CALLED_OFF = 3_000;

    private final World world;
    private final RandomGenerator random;
    private final Map<JobKind, List<String>> clipKeys = new EnumMap<>(JobKind.class);
    private final Map<String, JobKind> kinds = new ConcurrentHashMap<>();
    private final Map<String, CancelAnswer> calledOff = new ConcurrentHashMap<>();
    private final Map<JobKind, List<Integer>> scripts = new EnumMap<>(JobKind.class);
    private final int mostOutstanding;
    private final SqsClient deadLine;
    private int number;
    private int malformed;
    private int duplicates;
    private int bare;
    private int lost;
    private int uploads;

    Workload(World world, ChaosClips clips, RandomGenerator random, ChaosOptions options) {
        this.world = world;
        this.random = random;
        this.mostOutstanding = MOST_OUTSTANDING_AT_A_TWENTIETH * Math.max(1, 20 / options.timeDivisor());
        this.deadLine = SqsClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:9"))
                .region(Region.US_EAST_1)
                .credentialsProvider(() -> AwsBasicCredentials.create("a", "b"))
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
        List<String> tiny = List.of(upload(clips.tiny(1)), upload(clips.tiny(2)), upload(clips.tiny(3)));
        clipKeys.put(JobKind.SINGLE, tiny.subList(0, 1));
        clipKeys.put(JobKind.PAIR, tiny.subList(0, 2));
        clipKeys.put(JobKind.TRIPLE, tiny);
        clipKeys.put(JobKind.LARGE, List.of(upload(clips.large(1)), upload(clips.large(2))));
        clipKeys.put(JobKind.CALLED_OFF, tiny.subList(0, 2));
        clipKeys.put(JobKind.MISSING_CLIP, List.of(tiny.getFirst(), "clips/missing.mp4"));
        clipKeys.put(JobKind.BROKEN_CLIP, List.of(tiny.getFirst(), upload(clips.broken())));
        clipKeys.put(JobKind.POISON, tiny.subList(0, 2));
        for (JobKind kind : JobKind.values()) {
            scripts.put(kind, new ArrayList<>());
        }
    }

    /** Everything that was accepted so far. */
    synchronized Accepted accepted() {
        return new Accepted(kinds, calledOff, malformed);
    }

    /** How many jobs were enqueued. */
    int size() {
        return kinds.size();
    }

    String summary() {
        return "%d jobs, %d sent twice, %d as bare messages, %d messages lost, %d messages that are no jobs"
                .formatted(kinds.size(), duplicates, bare, lost, malformed);
    }

    /** Enqueues a job of each usual kind, with nothing odd about it. */
    synchronized void enqueueFirst() {
        for (JobKind kind : List.of(JobKind.SINGLE, JobKind.PAIR, JobKind.TRIPLE, JobKind.LARGE)) {
            accept(job(kind), world.stack().sqsClient());
        }
    }

    /** Enqueues a job and what comes with it; waits while too many are unfinished. */
    void enqueueNext() throws InterruptedException {
        while (outstanding() >= mostOutstanding || !queueIsShort()) {
            Thread.sleep(100);
        }
        JobKind kind;
        boolean malformedToo;
        synchronized (this) {
            kind = draw();
            malformedToo = random.nextInt(100) < 1;
        }
        enqueueOne(kind);
        if (malformedToo) {
            sendMalformed();
        }
    }

    /** Whether few enough messages wait for a worker that there may be more. */
    boolean queueIsShort() {
        return Queues.visible(world) < MOST_WAITING;
    }

    /** Sends a message that is no job. */
    synchronized void sendMalformed() {
        malformed++;
        send("{\"schemaVersion\":1,\"jobId\":\"malformed-%d\",\"scriptId\":\"x\"}".formatted(malformed));
    }

    /** Enqueues one job of a kind; its id. */
    synchronized String enqueueOne(JobKind kind) {
        CompileJob job = job(kind);
        int way = random.nextInt(100);
        if (kind != JobKind.CALLED_OFF && way < 5) {
            bare++;
            send(JobMessage.of(job).json());
        } else if (kind != JobKind.CALLED_OFF && way < 8) {
            lost++;
            accept(job, deadLine);
        } else {
            accept(job, world.stack().sqsClient());
        }
        if (way >= 90) {
            duplicates++;
            send(JobMessage.of(job).json());
        }
        if (kind == JobKind.CALLED_OFF) {
            callOffAfter(job.jobId().value(), random.nextInt(MOST_MILLIS_UNTIL_CALLED_OFF));
        }
        return job.jobId().value();
    }

    /** Accepts a job whose message is lost on its way. */
    synchronized void enqueueWithoutMessage(JobKind kind) {
        lost++;
        accept(job(kind), deadLine);
    }

    private CompileJob job(JobKind kind) {
        number++;
        String id = "%s-%d".formatted(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), number);
        int script = script(kind);
        kinds.put(id, kind);
        // The sound of pairs is made by ffmpeg, and of those that were called off too late; all other joins copy.
        AudioJoin audioJoin = kind == JobKind.PAIR || kind == JobKind.CALLED_OFF ? AudioJoin.EXACT : AudioJoin.AUTO;
        return CompileJob.of(new JobId(id), script)
                .withOptions(CompileOptions.DEFAULT.withAudioJoin(audioJoin))
                .withUserId(user(script))
                .withWebhookUrl(world.receiver().url());
    }

    private JobKind draw() {
        int part = random.nextInt(1000);
        if (part < 450) {
            return JobKind.SINGLE;
        }
        if (part < 750) {
            return JobKind.PAIR;
        }
        if (part < 880) {
            return JobKind.TRIPLE;
        }
        if (part < 905) {
            return JobKind.LARGE;
        }
        if (part < 945) {
            return JobKind.CALLED_OFF;
        }
        if (part < 970) {
            return JobKind.MISSING_CLIP;
        }
        return part < 996 ? JobKind.BROKEN_CLIP : JobKind.POISON;
    }

    /** A new script, or one in ten times one that has a job of this kind already. */
    private int script(JobKind kind) {
        List<Integer> used = Objects.requireNonNull(scripts.get(kind));
        if (!used.isEmpty() && random.nextInt(10) == 0) {
            return used.get(random.nextInt(used.size()));
        }
        int script = Patience.of(() -> world.database()
                .fetchSingle("insert into vsl_frontend.section_detailed_scripts (section_id) values (1) returning id")
                .get(0, Integer.class));
        for (String key : Objects.requireNonNull(clipKeys.get(kind))) {
            Patience.of(() -> world.database()
                    .execute(
                            "insert into vsl_frontend.section_videos (section_id, script_id, user_id, status, result_url)"
                                    + " values (1, {0}, {1}, 'approved', {2})",
                            DSL.val(script),
                            DSL.val(user(script)),
                            DSL.val("s3://" + DevStack.CLIP_BUCKET + "/" + key)));
        }
        used.add(script);
        return script;
    }

    private static String user(int script) {
        return "user-" + script % USERS;
    }

    private void accept(CompileJob job, SqsClient sqs) {
        CompileJobClient client =
                new CompileJobClient(world.dataSource(), sqs, world.queues().queueUrl());
        Patience.of(() -> {
            try {
                return client.enqueue(job);
            } catch (EnqueueIncompleteException e) {
                return "accepted, and its message is lost";
            }
        });
    }

    /** Calls a job off. */
    void callOff(String id) {
        kinds.put(id, JobKind.CALLED_OFF);
        calledOff.put(
                id,
                Patience.of(() -> new JobCancellation(world.database())
                        .request(new JobId(id), Optional.of("called off by chaos"))));
    }

    /** Leaves a job to be called off by whoever receives its message when its lease is over: a worker had claimed it and is gone. */
    synchronized void abandonAndCallOff() {
        CompileJob job = job(JobKind.CALLED_OFF);
        accept(job, deadLine);
        ClaimSettings settings = new ClaimSettings(Duration.ofSeconds(2), 3);
        Patience.of(() -> new JobClaims(world.database(), settings, "gone/0").claim(JobMessage.of(job)));
        callOff(job.jobId().value());
        send(JobMessage.of(job).json());
    }

    /** Begins an upload that nobody will end. */
    synchronized void abandonUpload() {
        uploads++;
        String key = OutputKeys.key(1, new JobId("abandoned-" + uploads), 1, OutputFormat.MP4);
        world.stack()
                .s3Client()
                .createMultipartUpload(
                        request -> request.bucket(DevStack.OUTPUT_BUCKET).key(key));
    }

    private void callOffAfter(String id, int millis) {
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(millis);
                callOff(id);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A job that a worker's process runs, will be done if nothing befalls it, and was not called off. */
    Optional<String> running(long pid) {
        return Patience.of(() -> world
                .database()
                .fetch(
                        "select job_id from video_compilation.compile_jobs"
                                + " where state = 'running' and cancel_requested_at is null and lease_owner like {0}",
                        DSL.val("%/" + pid))
                .stream()
                .map(row -> row.get(0, String.class))
                .filter(id -> Set.of(JobKind.SINGLE, JobKind.PAIR, JobKind.TRIPLE)
                        .contains(kinds.getOrDefault(id, JobKind.POISON)))
                .findFirst());
    }

    /** How many jobs of a kind have no end yet. */
    long unfinished(JobKind kind) {
        return Patience.of(() -> world
                .database()
                .fetch("select job_id from video_compilation.compile_jobs where state in ('queued', 'running')")
                .stream()
                .filter(row -> kinds.get(row.get(0, String.class)) == kind)
                .count());
    }

    /** How many jobs have no end yet. */
    int outstanding() {
        return kinds.size()
                - Patience.of(() -> world.database()
                        .fetchSingle(
                                "select count(*) from video_compilation.compile_jobs where state not in ('queued', 'running')")
                        .get(0, Integer.class));
    }

    private String upload(Path file) {
        String key = "clips/" + file.getFileName();
        world.stack()
                .s3Client()
                .putObject(request -> request.bucket(DevStack.CLIP_BUCKET).key(key), RequestBody.fromFile(file));
        return key;
    }

    private void send(String body) {
        world.stack()
                .sqsClient()
                .sendMessage(
                        request -> request.queueUrl(world.queues().queueUrl()).messageBody(body));
    }
}
