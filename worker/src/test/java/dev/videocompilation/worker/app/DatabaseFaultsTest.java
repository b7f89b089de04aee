package dev.videocompilation.worker.app;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.devstack.EmbeddedPostgresServer;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import dev.videocompilation.worker.claim.ClaimResult;
import dev.videocompilation.worker.claim.ClaimSettings;
import dev.videocompilation.worker.claim.JobClaims;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database whose answers are lost or come too late, and one that is restarted again and again. */
class DatabaseFaultsTest {
    private WebhookReceiver receiver;

    @BeforeEach
    void open() {
        receiver = WebhookReceiver.start(TestWorld.SECRET);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    /** Fault 5. */
    @Test
    void aCommitWhoseAnswerIsLostStandsAndIsNotRepeated() throws Exception {
        try (TestWorld world = TestWorld.create().withShortLeases().with("SWEEP_INTERVAL", "10m")) {
            DSLContext past = world.database();
            FaultyTcpProxy proxy = world.proxyDatabase();
            CompileJob job = job(world, 12);
            WorkerProcess worker = world.startWorkerProcess();
            worker.awaitLog("polling");
            world.enqueue(job);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> past.fetchExists(DSL.selectOne()
                            .from(
                                    "video_compilation.compile_jobs where clips is not null and job_id = {0}",
                                    DSL.val(job.jobId().value()))));
            proxy.loseAnswerTo("COMMIT");

            await().atMost(Duration.ofSeconds(90)).until(() -> world.messages() == 0);

            assertThat(proxy.answerIsStillToBeLost()).isFalse();
            assertThat(worker.log()).contains("nothing was written");
            assertThat(world.state(job.jobId())).isEqualTo("succeeded");
            assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(1);
            assertThat(world.compiledKeys(job.scriptId())).hasSize(1);
            receiver.awaitFirst(Duration.ofSeconds(30));
            assertThat(past.fetchCount(DSL.table("video_compilation.webhook_outbox")))
                    .isEqualTo(1);
            assertThat(receiver.received().stream().map(ReceivedWebhook::id).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void aJobThatEndsWhileTheDatabaseIsAwayIsCommittedWhenItIsBackAndNothingIsDoneAgain() throws Exception {
        try (TestWorld world = TestWorld.create().with("DATABASE_TIMEOUT", "1s").with("HEARTBEAT_RETRY", "500ms")) {
            DSLContext past = world.database();
            FaultyTcpProxy proxy = world.proxyDatabase();
            CompileJob job = job(world, 12);
            WorkerProcess worker = world.startWorkerProcess();
            worker.awaitLog("polling");
            world.enqueue(job);
            worker.awaitLog("planned");
            proxy.refuse();
            await().atMost(Duration.ofSeconds(60)).until(() -> triesToWriteTheEnd(worker) >= 3);
            proxy.heal();

            receiver.awaitFirst(Duration.ofSeconds(60));
            Record row = world.row(job.jobId());
            assertThat(row.get("state", String.class)).isEqualTo("succeeded");
            assertThat(row.get("fence", Long.class)).isEqualTo(1);
            assertThat(row.get("attempts", Integer.class)).isZero();
            assertThat(row.get("crashes", Integer.class)).isZero();
            assertThat(past.fetchCount(DSL.table("video_compilation.webhook_outbox")))
                    .isEqualTo(1);
            assertThat(world.compiledKeys(job.scriptId())).hasSize(1);
        }
    }

    @Test
    void aClaimWhoseAnswerIsLostIsNoCrash() throws Exception {
        // With the real lease, so that it is not waited for.
        try (TestWorld world = TestWorld.create().with("HEARTBEAT_RETRY", "500ms")) {
            FaultyTcpProxy proxy = world.proxyDatabase();
            WorkerProcess worker = world.startWorkerProcess();
            worker.awaitLog("polling");
            CompileJob job = job(world, 3);
            proxy.loseAnswerTo("insert into \"video_compilation\".\"compile_jobs\"");
            world.enqueue(job);

            receiver.awaitFirst(Duration.ofSeconds(60));

            assertThat(proxy.answerIsStillToBeLost()).isFalse();
            Record row = world.row(job.jobId());
            assertThat(row.get("state", String.class)).isEqualTo("succeeded");
            assertThat(row.get("fence", Long.class)).isEqualTo(2);
            assertThat(row.get("crashes", Integer.class)).isZero();
            assertThat(row.get("attempts", Integer.class)).isZero();
        }
    }

    /** Fault 6, with leases scaled down and restarts to match. */
    @Test
    void jobsAreDoneOnceWhileTheDatabaseIsRestartedAgainAndAgain() throws Exception {
        // Not a folder that is deleted: servers of one process share the binaries of the first.
        Path directory =
                Path.of("target", "tmp", "restarted-" + ProcessHandle.current().pid());
        try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(directory);
                TestWorld world = TestWorld.inDatabase(
                        postgres.createDatabase("restarted"), postgres.user(), postgres.password())) {
            world.withShortLeases().with("DATABASE_TIMEOUT", "1s");
            List<CompileJob> jobs = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                jobs.add(job(world, 3));
                world.enqueue(jobs.getLast());
            }
            world.startWorker();
            for (int restart = 0; restart < 4; restart++) {
                Thread.sleep(1_500);
                postgres.stop();
                postgres.startAgain();
            }
            await().atMost(Duration.ofMinutes(2))
                    .ignoreException(DataAccessException.class)
                    .until(() -> jobs.stream()
                            .allMatch(job -> world.state(job.jobId()).equals("succeeded")));

            await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> receiver.received().stream()
                                    .map(ReceivedWebhook::id)
                                    .distinct()
                                    .count()
                            == 12);
            assertThat(world.database().fetchCount(DSL.table("video_compilation.webhook_outbox")))
                    .isEqualTo(12);
        }
    }

    @Test
    void aClaimThatItsWorkerGaveUpTakesNoEffectLater() throws Exception {
        try (TestWorld world = TestWorld.create().with("DATABASE_TIMEOUT", "1s")) {
            CompileJob job = TestWorld.job(7);
            world.enqueue(job);
            JobClaims claims =
                    new JobClaims(world.pooledQueries(), new ClaimSettings(Duration.ofSeconds(90), 3), "worker-1");

            world.database().transaction(held -> {
                held.dsl().selectFrom(COMPILE_JOBS).forUpdate().fetch();
                assertThatThrownBy(() -> claims.claim(JobMessage.of(job))).isInstanceOf(DataAccessException.class);
            });

            await().until(() -> !world.database()
                    .fetchExists(DSL.selectOne()
                            .from("pg_stat_activity")
                            .where("datname = current_database() and application_name = 'video-worker'")
                            .and("state = 'active'")));
            assertThat(world.row(job.jobId()).get("fence", Long.class)).isZero();
            assertThat(claims.claim(JobMessage.of(job))).isInstanceOf(ClaimResult.Claimed.class);
        }
    }

    @Test
    void everySessionHasASilentClientProbedWithinAMinute() throws Exception {
        try (TestWorld world = TestWorld.create()) {
            // PostgreSQL reads these from the socket itself.
            Record socket = world.pooledQueries()
                    .fetchSingle("select current_setting('tcp_keepalives_idle')::int as idle,"
                            + " current_setting('tcp_keepalives_interval')::int as pause,"
                            + " current_setting('tcp_keepalives_count')::int as probes,"
                            + " current_setting('tcp_user_timeout') as unacknowledged");

            assertThat(socket.get("idle", Integer.class)
                            + socket.get("pause", Integer.class) * socket.get("probes", Integer.class))
                    .isEqualTo(60);
            assertThat(socket.get("unacknowledged", String.class)).isIn("60s", "1min", "60000");
        }
    }

    private static long triesToWriteTheEnd(WorkerProcess worker) throws IOException {
        return worker.log()
                .lines()
                .filter(line -> line.contains("the job's end could not be written"))
                .count();
    }

    private CompileJob job(TestWorld world, int clips) {
        int script = world.script();
        for (int i = 0; i < clips; i++) {
            world.approvedVideo(script, SampleClips.clip(i, 1));
        }
        return TestWorld.job(script).withWebhookUrl(receiver.url());
    }
}
