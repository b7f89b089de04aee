package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.worker.protection.ProtectionSettings;
import dev.videocompilation.worker.protection.ScaleInProtection;
import dev.videocompilation.worker.settings.InvalidSettingsException;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.telemetry.Metric;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Messages are taken only under scale-in protection; an end in the middle of a poll or of a job loses neither. */
final class ScaleInProtectionTest {
    private static final String SQS_ENDPOINT = "aws.endpointUrlSqs";
    private static final String MALFORMED = "{}";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<String> trail = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TestWorld world;
    private StubEcsAgent agent;
    private WatchedSqs sqs;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.create();
        agent = StubEcsAgent.start(trail);
        sqs = WatchedSqs.start(world.stack().sqs().endpoint(), trail);
        System.setProperty(SQS_ENDPOINT, sqs.endpoint());
        world.with("AWS_ENDPOINT_URL_SQS", sqs.endpoint())
                .with("ECS_AGENT_URI", agent.uri())
                .with("PROTECTION_TIMEOUT", "300ms");
    }

    @AfterEach
    void close() {
        world.close();
        sqs.close();
        agent.close();
        System.setProperty(SQS_ENDPOINT, world.stack().sqs().endpoint().toString());
    }

    @Test
    void protectionIsTakenBeforeTheFirstReceive() {
        world.send(MALFORMED);
        world.startWorker();

        awaitTaken(1);
        assertThat(agent.asked()).containsExactly(StubEcsAgent.toProtect(60));
        assertThat(trail).startsWith(StubEcsAgent.GRANTED, WatchedSqs.RECEIVE);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AS_ASKED")
    void nothingIsReceivedUntilItIsGranted(StubEcsAgent.Answer refusal) {
        agent.answer(refusal);
        world.send(MALFORMED);
        world.startWorker();
        Awaitility.await().atMost(SOON).until(() -> agent.asked().size() >= 2);
        assertThat(trail).isEmpty();

        agent.answer(StubEcsAgent.Answer.AS_ASKED);

        awaitTaken(1);
        assertThat(agent.asked()).containsOnly(StubEcsAgent.toProtect(60));
        assertThat(trail).startsWith(StubEcsAgent.GRANTED, WatchedSqs.RECEIVE);
    }

    @Test
    void nothingIsReceivedWhileTheAgentIsAway() throws Exception {
        try (StubEcsAgent gone = StubEcsAgent.start(trail)) {
            world.with("ECS_AGENT_URI", gone.uri());
        }
        world.send(MALFORMED);
        WorkerProcess worker = world.startWorkerProcess();
        worker.awaitLog("scale-in protection is not granted");
        worker.awaitLog("asking again in");

        assertThat(worker.terminate()).isZero();
        assertThat(trail).isEmpty();
    }

    @Test
    void itIsRefreshedAtFourFifthsOfItsLife() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (ScaleInProtection protection = protection("PROTECTION_MINUTES", "10", nanos)) {
            assertThat(protection.take(SOON)).isTrue();
            nanos.addAndGet(Duration.ofMinutes(8).minusMillis(1).toNanos());
            Awaitility.await()
                    .during(Duration.ofMillis(1_500))
                    .until(() -> agent.asked().size() == 1);

            nanos.addAndGet(Duration.ofMillis(1).toNanos());
            Awaitility.await().atMost(SOON).until(() -> agent.asked().size() == 2);

            nanos.addAndGet(Duration.ofMinutes(8).minusMillis(1).toNanos());
            assertThat(protection.held()).isTrue();
            assertThat(agent.asked()).containsExactly(StubEcsAgent.toProtect(10), StubEcsAgent.toProtect(10));
        }
    }

    @Test
    void aRefusalIsCountedAndCountsAtOnce() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (ScaleInProtection protection = protection("PROTECTION_MINUTES", "10", nanos)) {
            assertThat(protection.take(SOON)).isTrue();
            agent.answer(StubEcsAgent.Answer.BLOCKED);
            nanos.addAndGet(Duration.ofMinutes(8).toNanos());
            Awaitility.await().atMost(SOON).until(() -> !protection.held());
            assertThat(meters.counter(Metric.PROTECTION_REFUSED.id()).count()).isEqualTo(1);

            agent.answer(StubEcsAgent.Answer.AS_ASKED);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(protection.take(SOON)).isTrue();
        }
    }

    @Test
    void itIsNotHeldPastItsLife() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (ScaleInProtection protection = protection("PROTECTION_MINUTES", "10", nanos)) {
            assertThat(protection.take(SOON)).isTrue();
            agent.answer(StubEcsAgent.Answer.STALLING);
            nanos.addAndGet(Duration.ofMinutes(10).toNanos());
            assertThat(protection.held()).isFalse();
        }
    }

    @Test
    void aRefreshThatFailsInTheMiddleOfAJobLetsItFinishAndTakesNoMore() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (WebhookReceiver receiver = WebhookReceiver.start(TestWorld.SECRET)) {
            CompileJob job = longJob(receiver);
            world.with("PROTECTION_MINUTES", "1").startWorker(nanos::get);
            awaitState(job, "running");
            agent.answer(StubEcsAgent.Answer.BLOCKED);
            nanos.addAndGet(Duration.ofSeconds(48).toNanos());
            Awaitility.await().atMost(SOON).until(() -> agent.asked().size() >= 2);
            world.send(MALFORMED);

            receiver.awaitFirst(Duration.ofSeconds(90));

            assertThat(world.state(job.jobId())).isEqualTo("succeeded");
            assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(1);
            assertThat(world.deadLetterCount()).isZero();
            agent.answer(StubEcsAgent.Answer.AS_ASKED);
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            awaitTaken(1);
        }
    }

    @Test
    void anIdleWorkerGivesItBackAndReceivesNothingUntilItHoldsItAgain() {
        world.with("PROTECTION_IDLE", "1s").startWorker();
        Awaitility.await()
                .atMost(SOON)
                .until(() ->
                        trail.stream().filter(StubEcsAgent.GIVEN_BACK::equals).count() >= 2);
        world.send(MALFORMED);
        awaitTaken(1);

        boolean held = false;
        for (String step : trail) {
            switch (step) {
                case StubEcsAgent.GRANTED -> held = true;
                case StubEcsAgent.GIVEN_BACK -> held = false;
                default -> assertThat(held).as("%s in %s", step, trail).isTrue();
            }
        }
    }

    @Test
    void anEndGivesItBackAfterTheLastJob() throws Exception {
        try (WebhookReceiver receiver = WebhookReceiver.start(TestWorld.SECRET)) {
            CompileJob job = longJob(receiver);
            WorkerWiring worker = world.with("DRAIN_TIMEOUT", "60s").startWorker();
            awaitState(job, "running");

            worker.drain();
            assertThat(world.state(job.jobId())).isEqualTo("succeeded");
            assertThat(agent.asked()).containsExactly(StubEcsAgent.toProtect(60));
            worker.close();

            assertThat(agent.asked()).containsExactly(StubEcsAgent.toProtect(60), StubEcsAgent.toGiveBack());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STALLING", "FAILING"})
    void anAgentThatDoesNotTakeItBackHoldsNoEndUp(StubEcsAgent.Answer answer) throws Exception {
        ScaleInProtection protection = protection("PROTECTION_MINUTES", "10", new AtomicLong());
        assertThat(protection.take(SOON)).isTrue();
        agent.answer(answer);

        protection.close();

        assertThat(agent.asked()).containsExactly(StubEcsAgent.toProtect(10), StubEcsAgent.toGiveBack());
        assertThat(protection.held()).isFalse();
        assertThat(protection.take(SOON)).isFalse();
    }

    @Test
    void whereThereIsNoAgentNothingIsAsked() throws Exception {
        try (ScaleInProtection protection = protection("ECS_AGENT_URI", "", new AtomicLong())) {
            assertThat(protection.take(Duration.ZERO)).isTrue();
            assertThat(protection.giveBackAfter(Duration.ofDays(1))).isEmpty();
            assertThat(protection.held()).isTrue();
        }
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void wrongSettingsAreNamed() {
        SettingsReader reader = new SettingsReader(
                Map.of("ECS_AGENT_URI", "file:///etc/passwd", "PROTECTION_MINUTES", "0", "PROTECTION_TIMEOUT", "31s"));
        ProtectionSettings.read(reader);
        assertThatThrownBy(reader::finish)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("ECS_AGENT_URI")
                .hasMessageContaining("PROTECTION_MINUTES")
                .hasMessageContaining("PROTECTION_TIMEOUT");
    }

    @Test
    void aMessageThatMeetsAnEndingWorkersLongPollIsHandedBackAtOnce() throws Exception {
        WorkerProcess worker = world.with("QUEUE_LONG_POLL", "20s").startWorkerProcess();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> trail.contains(WatchedSqs.RECEIVE));
        worker.signalToEnd();
        worker.awaitLog("draining");
        assertThat(trail).doesNotContain(WatchedSqs.RECEIVED);

        world.send(MALFORMED);

        assertThat(worker.awaitEnd()).isZero();
        assertThat(world.deadLetterCount()).isZero();
        // The queue hides a received message for two minutes: this one was handed back.
        assertThat(receiveCount()).isEqualTo(2);
        assertThat(trail).endsWith(StubEcsAgent.GIVEN_BACK);
    }

    @Test
    void aJobWhoseWorkerIsToldToEndTwiceAndThenKilledInMidFfmpegIsDoneOnceLater() throws Exception {
        world.withShortLeases().with("DRAIN_TIMEOUT", "60s");
        try (WebhookReceiver receiver = WebhookReceiver.start(TestWorld.SECRET)) {
            CompileJob job = longJob(receiver);
            WorkerProcess first = world.startWorkerProcess();
            first.awaitLog("planned");
            first.signalToEnd();
            first.awaitLog("draining");
            first.signalToEnd();
            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> first.children().stream().anyMatch(ScaleInProtectionTest::isFfmpeg));
            first.kill();
            assertThat(world.state(job.jobId())).isEqualTo("running");

            world.startWorkerProcess();
            receiver.awaitFirst(Duration.ofSeconds(90));

            Record row = world.row(job.jobId());
            assertThat(row.get("state", String.class)).isEqualTo("succeeded");
            assertThat(row.get("fence", Long.class)).isGreaterThan(1);
            assertThat(world.compiledKeys(job.scriptId())).hasSize(1);
            Awaitility.await().atMost(SOON).until(() -> world.messages() == 0);
            assertThat(receiver.received()).hasSize(1);
        }
    }

    private static boolean isFfmpeg(ProcessHandle process) {
        return process.info().command().filter(path -> path.endsWith("/ffmpeg")).isPresent();
    }

    private ScaleInProtection protection(String setting, String value, AtomicLong nanos) {
        world.with(setting, value);
        SettingsReader reader = new SettingsReader(world.settings());
        ProtectionSettings settings = ProtectionSettings.read(reader);
        return ScaleInProtection.of(settings, new WorkerMetrics(meters), nanos::get, RandomGenerator.getDefault());
    }

    /** A malformed message that was taken lies on the dead-letter queue. */
    private void awaitTaken(int messages) {
        Awaitility.await().atMost(SOON).until(() -> world.deadLetterCount() == messages);
    }

    private void awaitState(CompileJob job, String state) {
        Awaitility.await().atMost(SOON).until(() -> world.state(job.jobId()).equals(state));
    }

    /** How often the queue's one message was received, this time included. */
    private int receiveCount() {
        List<Message> messages = world.stack()
                .sqsClient()
                .receiveMessage(request -> request.queueUrl(world.queues().queueUrl())
                        .waitTimeSeconds(5)
                        .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .messages();
        assertThat(messages).hasSize(1);
        return Integer.parseInt(
                messages.getFirst().attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT));
    }

    /** A job of some seconds: long enough to be met in its middle. */
    private CompileJob longJob(WebhookReceiver receiver) {
        int script = world.script();
        for (int i = 0; i < 60; i++) {
            world.approvedVideo(script, SampleClips.clip(i % 12, 1));
        }
        CompileJob job = TestWorld.job(script).withWebhookUrl(receiver.url());
        world.enqueue(job);
        return job;
    }
}
