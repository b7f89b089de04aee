package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A queue that does not answer, and one that is best left alone. */
class QueueFaultsTest {
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

    @Test
    void aQueueThatHangsForThreeLeasesCostsNoJobItsLease() throws Exception {
        world.with("S3_SOCKET_TIMEOUT", "2m").with("S3_ATTEMPT_TIMEOUT", "2m");
        FaultyTcpProxy queue = world.proxyQueue();
        FaultyTcpProxy storage = world.proxyStorage();
        WorkerProcess worker = world.startWorkerProcess();
        worker.awaitLog("polling");
        storage.stall();
        CompileJob job = enqueue();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> world.state(job.jobId()).equals("running"));
        queue.stall();

        await().during(Duration.ofSeconds(12))
                .atMost(Duration.ofSeconds(20))
                .until(() -> world.database()
                        .fetchSingle("select lease_until > clock_timestamp() from video_compilation.compile_jobs")
                        .get(0, Boolean.class));

        assertThat(worker.log()).contains("could not keep the message hidden");
        queue.heal();
        storage.heal();
        receiver.awaitFirst(Duration.ofSeconds(60));
        assertThat(world.state(job.jobId())).isEqualTo("succeeded");
        assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(1);
        await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);
    }

    @Test
    void whileTheDatabaseIsAwayNoFurtherMessageIsReceived() throws Exception {
        FaultyTcpProxy database =
                world.with("JOB_SLOTS", "1").with("DATABASE_TIMEOUT", "1s").proxyDatabase();
        world.startWorker();
        CompileJob first = enqueue();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.state(first.jobId()).equals("succeeded"));
        database.refuse();
        for (int i = 0; i < 8; i++) {
            enqueue();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> hidden() == 1);

        // The first pauses are of 1 and 2 seconds.
        await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(12)).until(() -> hidden() <= 1);

        database.heal();
        await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);
    }

    @Test
    void anIdleWorkerStopsComplainingWhenTheDatabaseIsBack() throws Exception {
        FaultyTcpProxy database = world.with("DATABASE_TIMEOUT", "1s").proxyDatabase();
        WorkerProcess worker = world.startWorkerProcess();
        worker.awaitLog("polling");
        database.refuse();
        enqueue();
        worker.awaitLog("no job can be claimed");
        world.stack()
                .sqsClient()
                .purgeQueue(request -> request.queueUrl(world.queues().queueUrl()));
        database.heal();

        // It polls every second.
        List<Long> complaints = new ArrayList<>();
        await().pollInterval(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(40))
                .until(() -> {
                    complaints.add(worker.log()
                            .lines()
                            .filter(line -> line.contains("no job can be claimed"))
                            .count());
                    int read = complaints.size();
                    return read > 1 && complaints.get(read - 1).equals(complaints.get(read - 2));
                });
    }

    private int hidden() {
        return Integer.parseInt(world.stack()
                .sqsClient()
                .getQueueAttributes(request -> request.queueUrl(world.queues().queueUrl())
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    private CompileJob enqueue() {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        CompileJob job = TestWorld.job(script).withWebhookUrl(receiver.url());
        world.enqueue(job);
        return job;
    }
}
