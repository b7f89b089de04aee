package dev.videocompilation.worker.app;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import dev.videocompilation.worker.sweep.Backlog;
import dev.videocompilation.worker.sweep.Sweeper;
import dev.videocompilation.worker.telemetry.BacklogGauges;
import dev.videocompilation.worker.telemetry.Metric;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left to do, as the sweeper counts and publishes it. */
final class BacklogTest {
    private static final Offset<Double> ITS_OWN_TIME = within(30.0);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TestWorld world;
    private DSLContext database;
    private int jobs;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.create();
        database = world.database();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aSweepPublishesWhatIsPlanted() {
        queued("1 hour", "[1]");
        queued("20 minutes", "[1]");
        queued("-1 hour", "[1]");
        running("[1]");
        succeeded(1, 4_000, "1 minute");
        webhook("pending", "2 hours", "-1 hour");
        webhook("pending", "1 hour", "1 minute");
        webhook("delivered", "9 hours", "9 hours");

        sweeper().sweepOnce();

        assertThat(gauge(Metric.BACKLOG_JOBS_QUEUED)).isEqualTo(3);
        assertThat(gauge(Metric.BACKLOG_JOBS_DUE)).isEqualTo(2);
        assertThat(gauge(Metric.BACKLOG_JOBS_RUNNING)).isEqualTo(1);
        assertThat(gauge(Metric.BACKLOG_OLDEST_DUE)).isEqualTo(3600, ITS_OWN_TIME);
        assertThat(gauge(Metric.BACKLOG_ESTIMATED_SECONDS)).isEqualTo(4 * 4.0);
        assertThat(gauge(Metric.BACKLOG_WEBHOOKS_PENDING)).isEqualTo(2);
        assertThat(gauge(Metric.BACKLOG_WEBHOOKS_DUE)).isEqualTo(1);
        assertThat(gauge(Metric.BACKLOG_OLDEST_WEBHOOK)).isEqualTo(7200, ITS_OWN_TIME);
    }

    @Test
    void whereNothingIsLeftToDoTheGaugesAreZeroAndOfUnknownWorkThereIsNone() {
        sweeper().sweepOnce();

        assertThat(gauge(Metric.BACKLOG_ESTIMATED_SECONDS)).isNaN();
        assertThat(BacklogGauges.metrics())
                .filteredOn(metric -> metric != Metric.BACKLOG_ESTIMATED_SECONDS)
                .allMatch(metric -> gauge(metric) == 0);
        succeeded(1, 4_000, "1 minute");
        sweeper().sweepOnce();
        assertThat(estimate()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aJobCountsForTheMeanOfItsKindElseForTheMeanOfAll() {
        succeeded(1, 1_000, "1 minute");
        succeeded(1, 3_000, "1 minute");
        succeeded(4, 10_000, "1 minute");
        succeeded(7, 30_000, "1 minute");
        Duration ofAll = Duration.ofSeconds(11);

        queued("1 minute", "[1]");
        assertThat(estimate()).as("one clip").isEqualTo(Duration.ofSeconds(2));
        queued("1 minute", "[1,2,3,4,5]");
        assertThat(estimate()).as("and one of five").isEqualTo(Duration.ofSeconds(2 + 20));
        queued("1 minute", clips(100));
        assertThat(estimate())
                .as("and one like no other")
                .isEqualTo(Duration.ofSeconds(2 + 20).plus(ofAll));
        queued("1 minute", "");
        assertThat(estimate())
                .as("and one of whatever is approved")
                .isEqualTo(Duration.ofSeconds(2 + 20).plus(ofAll.multipliedBy(2)));
    }

    @Test
    void frozenClipsSayMoreThanTheMessage() {
        succeeded(1, 1_000, "1 minute");
        succeeded(8, 80_000, "1 minute");
        String job = running("");
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.CLIPS, JSONB.valueOf(clips(9)))
                .where(COMPILE_JOBS.JOB_ID.eq(job))
                .execute();

        assertThat(estimate()).isEqualTo(Duration.ofSeconds(80));
    }

    @Test
    void powersOfTwoBeginTheirKinds() {
        for (int power = 0; power < 10; power++) {
            succeeded(1 << power, 1_000L << power, "1 minute");
        }
        queued("1 minute", clips(1000));
        assertThat(estimate()).isEqualTo(Duration.ofSeconds(512));
        for (int power = 0; power < 10; power++) {
            queued("1 minute", clips(1 << power));
        }
        assertThat(estimate()).isEqualTo(Duration.ofSeconds(512 + 1023));
    }

    @Test
    void onlyTheLatestJobsAreHistory() {
        IntStream.range(0, 200).forEach(i -> succeeded(1, 2_000, "1 minute"));
        succeeded(1, 9_999_000, "1 hour");
        queued("1 minute", "[1]");

        assertThat(estimate()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aReplayedEventIsPendingSinceItsReplay() {
        webhook("pending", "30 days", "0 seconds");
        database.update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.REPLAYED_AT, ago("1 hour"))
                .execute();

        sweeper().sweepOnce();

        assertThat(gauge(Metric.BACKLOG_OLDEST_WEBHOOK)).isEqualTo(3600, ITS_OWN_TIME);
    }

    @Test
    void whoeverIsNotTheOneToSweepShowsNoOldFigures() {
        queued("1 hour", "[1]");
        Sweeper sweeper = sweeper();
        sweeper.sweepOnce();
        assertThat(gauge(Metric.BACKLOG_JOBS_QUEUED)).isEqualTo(1);

        database.transaction(transaction -> {
            transaction.dsl().fetch("select pg_advisory_xact_lock(hashtextextended('video_compilation.sweep', 0))");
            assertThat(sweeper.sweepOnce()).isEmpty();
        });

        assertThat(gauge(Metric.BACKLOG_JOBS_QUEUED)).isNaN();
    }

    @Test
    void theCommandPublishesBeforeItEnds() throws Exception {
        queued("1 hour", "[1]");
        succeeded(1, 4_000, "1 minute");
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        HttpServer cloudWatch = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cloudWatch.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        cloudWatch.start();
        try {
            WorkerProcess sweep = world.with("METRICS_NAMESPACE", "VideoCompilation")
                    .with(
                            "AWS_ENDPOINT_URL_CLOUDWATCH",
                            "http://127.0.0.1:" + cloudWatch.getAddress().getPort())
                    .startCommand("sweep");
            assertThat(sweep.awaitEnd()).as(sweep.log()).isZero();
        } finally {
            cloudWatch.stop(0);
        }

        String published = String.join("\n", bodies);
        for (Metric metric : BacklogGauges.metrics()) {
            assertThat(published).contains(metric.id());
        }
    }

    private Sweeper sweeper() {
        return world.sweeper(Duration.ZERO, meters);
    }

    private Duration estimate() {
        return new Backlog(database).count().estimatedWork().orElseThrow();
    }

    private double gauge(Metric metric) {
        return meters.get(metric.id()).gauge().value();
    }

    private void queued(String dueAgo, String clips) {
        String job = insert(clips);
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, ago(dueAgo))
                .where(COMPILE_JOBS.JOB_ID.eq(job))
                .execute();
    }

    private String running(String clips) {
        String job = insert(clips);
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, "running")
                .set(COMPILE_JOBS.LEASE_UNTIL, ago("-1 minute"))
                .where(COMPILE_JOBS.JOB_ID.eq(job))
                .execute();
        return job;
    }

    private String succeeded(int clips, long millis, String ago) {
        String job = insert("");
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, "succeeded")
                .set(
                        COMPILE_JOBS.RESULT,
                        JSONB.valueOf("{\"videoCount\": %d, \"duration\": %d}".formatted(clips, millis)))
                .set(COMPILE_JOBS.FINISHED_AT, ago(ago))
                .where(COMPILE_JOBS.JOB_ID.eq(job))
                .execute();
        return job;
    }

    private void webhook(String state, String writtenAgo, String dueAgo) {
        database.insertInto(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.WEBHOOK_ID, "msg_" + ++jobs)
                .set(WEBHOOK_OUTBOX.JOB_ID, succeeded(1, 4_000, "1 minute"))
                .set(WEBHOOK_OUTBOX.EVENT_TYPE, "video.compiled")
                .set(WEBHOOK_OUTBOX.TARGET_URL, "https://hooks.example.com/")
                .set(WEBHOOK_OUTBOX.PAYLOAD, "{}")
                .set(WEBHOOK_OUTBOX.STATE, state)
                .set(WEBHOOK_OUTBOX.CREATED_AT, ago(writtenAgo))
                .set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, ago(dueAgo))
                .execute();
    }

    /** A job's row whose message lists these clips, or none where the list is empty. */
    private String insert(String clips) {
        String job = "job-" + ++jobs;
        database.insertInto(COMPILE_JOBS)
                .set(COMPILE_JOBS.JOB_ID, job)
                .set(COMPILE_JOBS.SCRIPT_ID, 1)
                .set(COMPILE_JOBS.SCHEMA_VERSION, 1)
                .set(COMPILE_JOBS.REQUEST, JSONB.valueOf(clips.isEmpty() ? "{}" : "{\"clips\": " + clips + "}"))
                .set(COMPILE_JOBS.REQUEST_FINGERPRINT, "none")
                .execute();
        return job;
    }

    private static String clips(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList().toString();
    }

    private static Field<Instant> ago(String interval) {
        return DSL.field("now() - {0}::interval", Instant.class, DSL.val(interval));
    }
}
