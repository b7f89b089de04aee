package dev.videocompilation.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.devstack.DevStack;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.worker.ledger.CancelAnswer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** A check that finds nothing is worth what it would find: each breach is planted in a world that kept its promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WorldCheckTest {
    private static final Path FOLDER = Path.of("target", "tmp", "world-check").toAbsolutePath();
    private static final String JOBS = "update video_compilation.compile_jobs set ";
    private static final String SINGLE = " where job_id like 'single%'";

    private final Path ffmpegHome = Path.of(System.getenv("FFMPEG_HOME"));
    private World world;
    private Accepted accepted;

    @BeforeAll
    void makeAWorldThatKeepsItsPromises() throws Exception {
        FileTrees.delete(FOLDER);
        Files.createDirectories(FOLDER);
        ChaosOptions options = new ChaosOptions(1, 1, 1, Goals.ofKills(0), 1, 20, FOLDER);
        world = World.start(options);
        Workload workload = new Workload(world, new ChaosClips(ffmpegHome, FOLDER), new Random(1), options);
        WorkerFleet fleet = new WorkerFleet(
                options, world, WorkerCommand.prepare(FOLDER), new Provocation(options, world, workload));
        for (JobKind kind : List.of(JobKind.SINGLE, JobKind.PAIR, JobKind.PAIR, JobKind.MISSING_CLIP)) {
            workload.enqueueOne(kind);
        }
        workload.sendMalformed();
        try (fleet) {
            fleet.calmDown();
            fleet.start();
            Breaches breaches = new Breaches();
            new Settling(options, world, _ -> {}, breaches).await();
            assertThat(breaches.found()).isEmpty();
        }
        accepted = workload.accepted();
    }

    @AfterAll
    void endTheWorld() throws IOException {
        world.close();
        FileTrees.delete(FOLDER);
    }

    @Test
    @Order(1)
    void findsNothingWhereEveryPromiseWasKept() {
        assertThat(found(accepted)).isEmpty();
    }

    /** A breach, and how it is planted. The others stay. */
    record Planted(String breach, Plant plant) {
        @Override
        public String toString() {
            return breach;
        }
    }

    interface Plant {
        void in(World world) throws IOException;
    }

    static Stream<Planted> breaches() {
        return Stream.of(
                sql(
                        "jobs that reached an end more than once",
                        "insert into chaos.transitions (job_id, to_state, fence)"
                                + " select job_id, state, fence from video_compilation.compile_jobs" + SINGLE),
                sql("jobs that were changed after their end", JOBS + "error_message = 'late' where state = 'failed'"),
                sql("jobs in a wrong state", JOBS + "error_code = 'CLIP_EMPTY' where state = 'failed'"),
                sql(
                        "jobs that nobody enqueued",
                        "insert into video_compilation.compile_jobs"
                                + " select (jsonb_populate_record(j, '{\"job_id\": \"stranger\"}')).*"
                                + " from video_compilation.compile_jobs j where state = 'failed'"),
                sql("jobs whose fence fell", JOBS + "fence = 0 where job_id like 'missing%'"),
                sql("results of another claim than the last", JOBS + "fence = fence + 1" + SINGLE),
                sql(
                        "scripts that do not point to their last result",
                        "update vsl_frontend.section_detailed_scripts set compiled_video_url = 's3://compiled/other'"),
                new Planted("objects that are no result", world -> put(world, "compiled/1/job/1/video.mp4")),
                new Planted(
                        "results whose object is missing",
                        world -> world.stack()
                                .s3Client()
                                .deleteObject(request ->
                                        request.bucket(DevStack.OUTPUT_BUCKET).key(keyOf(world, "single%")))),
                new Planted(
                        "jobs of the same clips gave 2 different videos", world -> put(world, keyOf(world, "pair%"))),
                new Planted(
                        "unfinished uploads",
                        world -> world.stack()
                                .s3Client()
                                .createMultipartUpload(request ->
                                        request.bucket(DevStack.OUTPUT_BUCKET).key("compiled/1/job/1/video.mp4"))),
                sql(
                        "webhooks that tell another result than the job's",
                        JOBS + "result = result || '{\"compiledVideoUrl\": \"s3://compiled/elsewhere\"}'" + SINGLE),
                sql(
                        "results that are wrong about being superseded",
                        JOBS + "result = result || '{\"superseded\": true}'" + SINGLE),
                sql(
                        "webhooks not delivered",
                        "update video_compilation.webhook_outbox set state = 'exhausted' where job_id like 'pair%'"),
                new Planted(
                        "messages are still on the queue",
                        world -> world.stack()
                                .sqsClient()
                                .sendMessage(request -> request.queueUrl(
                                                world.queues().queueUrl())
                                        .messageBody("{}"))),
                new Planted(
                        "dead letters of jobs without an end",
                        world -> world.stack()
                                .sqsClient()
                                .sendMessage(request -> request.queueUrl(
                                                world.queues().deadLetterQueueUrl())
                                        .messageBody("{\"jobId\": \"unknown\"}"))),
                new Planted(
                        "files left in scratch",
                        world -> Files.writeString(world.scratch().resolve("left.mp4"), "x")));
    }

    @ParameterizedTest
    @MethodSource("breaches")
    @Order(2)
    void findsAPlantedBreach(Planted planted) throws Exception {
        assertThat(found(accepted)).noneSatisfy(breach -> assertThat(breach).contains(planted.breach()));

        planted.plant().in(world);

        assertThat(found(accepted)).anySatisfy(breach -> assertThat(breach).contains(planted.breach()));
    }

    @Test
    @Order(3)
    void findsWhatWasAcceptedAndIsGone() {
        Map<String, JobKind> kinds = new HashMap<>(accepted.kinds());
        kinds.put("single-99", JobKind.SINGLE);
        kinds.put("poison-99", JobKind.POISON);

        assertThat(found(new Accepted(kinds, Map.of(), 2)))
                .anySatisfy(breach -> assertThat(breach).contains("jobs lost").contains("single-99"))
                .anySatisfy(breach -> assertThat(breach)
                        .contains("messages that are no jobs and not on the dead-letter queue")
                        .contains("malformed-2"))
                .anySatisfy(breach -> assertThat(breach).contains("poisonous jobs without a dead letter"));
    }

    @Test
    @Order(4)
    void findsAJobThatWasCalledOffAndWentOn() {
        String single = accepted.kinds().keySet().stream()
                .filter(id -> id.startsWith("single"))
                .findFirst()
                .orElseThrow();

        assertThat(found(new Accepted(accepted.kinds(), Map.of(single, new CancelAnswer.Stopping()), 1)))
                .anySatisfy(breach ->
                        assertThat(breach).contains("jobs in a wrong state").contains(single));
    }

    @Test
    @Order(5)
    void findsAnEventUnderTwoIdsAndOneThatNobodySigned() throws Exception {
        ReceivedWebhook first = world.receiver().received().getFirst();
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(
                    HttpRequest.newBuilder(world.receiver().url())
                            .header("webhook-id", "another")
                            .POST(HttpRequest.BodyPublishers.ofString(first.body()))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }

        assertThat(found(accepted))
                .anySatisfy(breach ->
                        assertThat(breach).contains("jobs whose end was not told by exactly one event with one id"))
                .anySatisfy(breach -> assertThat(breach).contains("webhooks with a wrong signature"));
    }

    private List<String> found(Accepted asked) {
        Breaches breaches = new Breaches();
        new WorldCheck(world, asked, breaches).run(ffmpegHome);
        return breaches.found();
    }

    private static Planted sql(String breach, String statement) {
        return new Planted(breach, world -> world.database().execute(statement));
    }

    private static String keyOf(World world, String jobs) {
        return world.database()
                .fetchValues(
                        "select substring(result ->> 'compiledVideoUrl' from 'compiled/[0-9].*')"
                                + " from video_compilation.compile_jobs where job_id like {0}",
                        DSL.val(jobs))
                .getFirst()
                .toString();
    }

    private static void put(World world, String key) {
        world.stack()
                .s3Client()
                .putObject(
                        request -> request.bucket(DevStack.OUTPUT_BUCKET).key(key), RequestBody.fromString("another"));
    }
}
