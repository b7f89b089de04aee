package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers whose claim is over and who do not know it yet, or cannot ask. */
class StaleWorkerTest {
    private TestWorld world;
    private WebhookReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.create().withShortLeases();
        receiver = WebhookReceiver.start(TestWorld.SECRET);
    }

    @AfterEach
    void close() {
        world.close();
        receiver.close();
    }

    /** Fault 4. */
    @Test
    void aWorkerStoppedPastItsLeaseWritesNothingWhenItGoesOn() throws Exception {
        CompileJob job = enqueue(30);
        WorkerProcess stopped = world.startWorkerProcess();
        stopped.awaitLog("planned");
        stopped.freeze();
        try {
            world.startWorkerProcess();
            receiver.awaitFirst(Duration.ofSeconds(90));
        } finally {
            stopped.thaw();
        }
        Record finished = world.row(job.jobId());
        assertThat(finished.get("state", String.class)).isEqualTo("succeeded");
        assertThat(finished.get("fence", Long.class)).isEqualTo(2);

        stopped.awaitLog("nothing was written");

        assertThat(world.row(job.jobId())).isEqualTo(finished);
        await().atMost(Duration.ofSeconds(30)).until(() -> world.messages() == 0);
        assertThat(receiver.received()).hasSize(1);
        assertThat(world.compiledKeys(job.scriptId()))
                .singleElement()
                .asString()
                .contains("/2/");
    }

    @Test
    void aWorkerFrozenInMidCommitKeepsNobodyWaiting() throws Exception {
        int script = script(2);
        CompileJob first = TestWorld.jobThatNeedsFfmpeg(script).withWebhookUrl(receiver.url());
        CompileJob second = TestWorld.jobThatNeedsFfmpeg(script).withWebhookUrl(receiver.url());
        WorkerProcess frozen = world.startWorkerProcess();
        frozen.awaitLog("polling");
        world.database().transaction(held -> {
            // The event is the last that a completion writes: the rows of the job and of its script are locked by then.
            held.dsl().execute("lock table video_compilation.webhook_outbox in share mode");
            world.enqueue(first);
            await().atMost(Duration.ofSeconds(60)).until(() -> waitsForItsEvent(world.database()));
            frozen.freeze();
        });
        try {
            world.enqueue(second);
            world.startWorkerProcess();

            await().atMost(Duration.ofSeconds(90))
                    .until(() -> world.state(second.jobId()).equals("succeeded"));
            assertThat(world.row(second.jobId()).get("attempts", Integer.class))
                    .describedAs("attempts that failed for the script's lock")
                    .isZero();
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> world.state(first.jobId()).equals("succeeded"));
        } finally {
            frozen.thaw();
        }
        frozen.awaitLog("nothing was written");
        assertThat(world.row(first.jobId()).get("fence", Long.class)).isEqualTo(2);
        assertThat(world.database()
                        .fetchSingle(
                                "select compiled_video_url from vsl_frontend.section_detailed_scripts where id = {0}",
                                DSL.val(script))
                        .get(0, String.class))
                .contains("/" + second.jobId().value() + "/");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> receiver.received().stream()
                                .map(ReceivedWebhook::id)
                                .distinct()
                                .count()
                        == 2);
    }

    private static boolean waitsForItsEvent(DSLContext database) {
        return database.fetchExists(DSL.selectOne()
                .from("pg_stat_activity")
                .where("datname = current_database() and wait_event_type = 'Lock'")
                .and("query like 'insert into %webhook_outbox%'"));
    }

    /** Fault 8: three heartbeats in a row find no database. */
    @Test
    void ffmpegIsDeadBeforeAnotherWorkerCanTakeTheJob() throws Exception {
        DSLContext past = world.database();
        FaultyTcpProxy proxy = world.proxyDatabase();
        // ffmpeg has two seconds to end by itself before it is killed; the real lease leaves ten.
        world.with("QUEUE_VISIBILITY", "10s").with("JOB_LEASE", "8s");
        WorkerProcess cutOff = world.startWorkerProcess();
        // Until here it has asked its ffmpeg for the version.
        cutOff.awaitLog("polling");
        CompileJob job = enqueue(60);
        // Stopped, since it would end too soon by itself.
        ProcessHandle ffmpeg = await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> stoppedFfmpegOf(cutOff), Optional::isPresent)
                .orElseThrow();
        proxy.stall();

        await().atMost(Duration.ofSeconds(30)).until(() -> !ffmpeg.isAlive());

        assertThat(past.fetchSingle(
                                "select lease_until > clock_timestamp() from video_compilation.compile_jobs where job_id = {0}",
                                DSL.val(job.jobId().value()))
                        .get(0, Boolean.class))
                .describedAs("the lease still stands")
                .isTrue();
        proxy.heal();
        receiver.awaitFirst(Duration.ofSeconds(90));
        assertThat(world.state(job.jobId())).isEqualTo("succeeded");
        assertThat(world.row(job.jobId()).get("crashes", Integer.class))
                .describedAs("a worker that lives handed its job back, so this was no crash")
                .isZero();
        assertThat(receiver.received()).hasSize(1);
    }

    private static Optional<ProcessHandle> stoppedFfmpegOf(WorkerProcess worker)
            throws IOException, InterruptedException {
        for (ProcessHandle child : worker.children()) {
            if (child.info().command().orElse("").endsWith("/ffmpeg") && WorkerProcess.signal(child.pid(), "-STOP")) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    private CompileJob enqueue(int clips) {
        CompileJob job = TestWorld.jobThatNeedsFfmpeg(script(clips)).withWebhookUrl(receiver.url());
        world.enqueue(job);
        return job;
    }

    private int script(int clips) {
        int script = world.script();
        for (int i = 0; i < clips; i++) {
            world.approvedVideo(script, SampleClips.clip(i % 12, 1));
        }
        return script;
    }
}
