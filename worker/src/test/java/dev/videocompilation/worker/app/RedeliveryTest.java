package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.devstack.faults.FaultyHttpProxy;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Fault;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** Messages that come too often, and one that must not come again. */
class RedeliveryTest {
    private static final int JOBS = 20;
    private static final int COPIES = 10;
    private static final int WORKERS = 10;

    private WebhookReceiver receiver;

    @BeforeEach
    void open() {
        receiver = WebhookReceiver.start(TestWorld.SECRET);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    /** Fault 7, for twenty jobs at once. */
    @Test
    void twoHundredDeliveriesInAnyOrderToTenWorkersCommitEachJobOnce() throws Exception {
        try (TestWorld world = TestWorld.create().withShortLeases().with("DATABASE_CONNECTIONS", "3")) {
            world.database().execute("create table public.ends (job_id text, state text, fence bigint)");
            world.database()
                    .execute(
                            "create function public.note_end() returns trigger language plpgsql as $$ begin"
                                    + " insert into public.ends values (new.job_id, new.state, new.fence); return null; end $$");
            world.database()
                    .execute("create trigger ends after update on video_compilation.compile_jobs for each row"
                            + " when (new.finished_at is not null) execute function public.note_end()");
            List<CompileJob> jobs = new ArrayList<>();
            List<String> bodies = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                int script = world.script();
                world.approvedVideo(script, SampleClips.clip(i % 12, 1));
                jobs.add(TestWorld.job(script).withWebhookUrl(receiver.url()));
                bodies.addAll(Collections.nCopies(
                        COPIES, JobMessage.of(jobs.getLast()).json()));
            }
            Collections.shuffle(bodies, new Random(7));
            bodies.forEach(world::send);

            for (int i = 0; i < WORKERS; i++) {
                world.startWorker();
            }
            await().atMost(Duration.ofMinutes(3)).until(() -> world.messages() == 0);

            assertThat(world.deadLetterCount()).isZero();
            assertThat(world.database().fetch("select state from public.ends").map(row -> row.get(0, String.class)))
                    .hasSize(JOBS)
                    .containsOnly("succeeded");
            assertThat(world.database().fetchCount(DSL.table("video_compilation.webhook_outbox")))
                    .isEqualTo(JOBS);
            assertThat(jobs).allSatisfy(job -> {
                assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(1);
                assertThat(world.compiledKeys(job.scriptId())).hasSize(1);
            });
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> receiver.received().size() >= JOBS);
            assertThat(receiver.received().stream().map(ReceivedWebhook::id)).doesNotHaveDuplicates();
        }
    }

    @Test
    void aMessageThatIsLostOnItsWayToAWorkerIsVisibleAgainSoon() throws Exception {
        try (TestWorld world = TestWorld.create().with("QUEUE_RECEIVE_VISIBILITY", "2s");
                FaultyHttpProxy queue =
                        FaultyHttpProxy.before(world.stack().sqs().endpoint())) {
            world.with("AWS_ENDPOINT_URL_SQS", queue.endpoint().toString());
            CompileJob job = enqueue(world);
            queue.fault(
                    request -> request.header("X-Amz-Target").endsWith(".ReceiveMessage"), 1, new Fault.LoseAnswer());
            world.startWorkerProcess();

            // Hidden for as long as a claimed job's, it would come after two minutes.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> world.state(job.jobId()).equals("succeeded"));
            await().atMost(Duration.ofSeconds(30)).until(() -> world.messages() == 0);
        }
    }

    @Test
    void theMessageOfAClaimedJobIsHiddenForLongerThanOneThatIsReceived() throws Exception {
        try (TestWorld world = TestWorld.create()
                .with("QUEUE_RECEIVE_VISIBILITY", "2s")
                .with("S3_SOCKET_TIMEOUT", "2m")
                .with("S3_ATTEMPT_TIMEOUT", "2m")) {
            FaultyTcpProxy storage = world.proxyStorage();
            world.startWorkerProcess().awaitLog("polling");
            storage.stall();
            CompileJob job = enqueue(world);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> world.state(job.jobId()).equals("running"));

            // The first heartbeat comes after 40 s.
            for (int polls = 0; polls < 5; polls++) {
                assertThat(received(world)).isEmpty();
            }
            storage.heal();
            await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);

            assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(1);
        }
    }

    @Test
    void aJobOfFifteenVisibilityTimeoutsIsDeliveredOnce() throws Exception {
        Duration visibility = Duration.ofSeconds(3);
        try (TestWorld world = TestWorld.create()
                .with("QUEUE_VISIBILITY", "3s")
                .with("JOB_LEASE", "2500ms")
                .with("HEARTBEAT_INTERVAL", "700ms")
                .with("HEARTBEAT_RETRY", "100ms")
                .with("HEARTBEAT_GIVE_UP", "2200ms")
                .with("S3_SOCKET_TIMEOUT", "2m")
                .with("S3_ATTEMPT_TIMEOUT", "2m")) {
            FaultyTcpProxy slowStorage = world.proxyStorage();
            world.startWorkerProcess().awaitLog("polling");
            slowStorage.stall();
            CompileJob job = enqueue(world);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> world.state(job.jobId()).equals("running"));

            // Another worker, whose receives bring nothing for as long as the job runs.
            long until = System.nanoTime() + visibility.multipliedBy(15).toNanos();
            while (System.nanoTime() < until) {
                assertThat(received(world)).isEmpty();
            }
            slowStorage.heal();
            receiver.awaitFirst(Duration.ofSeconds(60));

            assertThat(world.state(job.jobId())).isEqualTo("succeeded");
            assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(1);
            await().atMost(Duration.ofSeconds(30)).until(() -> world.messages() == 0);
        }
    }

    private CompileJob enqueue(TestWorld world) {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        CompileJob job = TestWorld.job(script).withWebhookUrl(receiver.url());
        world.enqueue(job);
        return job;
    }

    /** What another worker would get within a second. */
    private static List<Message> received(TestWorld world) {
        return world.stack()
                .sqsClient()
                .receiveMessage(
                        request -> request.queueUrl(world.queues().queueUrl()).waitTimeSeconds(1))
                .messages();
    }
}
