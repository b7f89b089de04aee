package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.event.VideoCompileCancelled;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.worker.ledger.CancelAnswer;
import dev.videocompilation.worker.ledger.JobCancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that are called off, and jobs that come too late. */
final class CancelTest {
    private static final Optional<String> REASON = Optional.of("not wanted");

    private TestWorld world;
    private WebhookReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.create().withShortLeases();
        receiver = WebhookReceiver.start(TestWorld.SECRET);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        receiver.close();
    }

    @Test
    void theCommandCancelsAQueuedJobAndItsMessageIsDeletedWhenItComes() throws Exception {
        CompileJob job = job(1);
        world.enqueue(job);

        assertThat(command("cancel", job.jobId().value(), "--reason", "not wanted"))
                .isEqualTo(new Told(0, job.jobId().value() + " is cancelled"));

        assertThat(world.state(job.jobId())).isEqualTo("cancelled");
        assertThat(world.messages()).isEqualTo(1);
        world.startWorker();
        assertCancelledEvent(job, REASON);
        assertNothingIsLeft(job);
        assertThat(world.row(job.jobId()).get("fence", Long.class)).isZero();
    }

    @Test
    void theCommandLeavesAJobThatHasEndedAsItIs() throws Exception {
        CompileJob job = job(1);
        world.enqueue(job);
        world.startWorker();
        receiver.awaitFirst(Duration.ofSeconds(60));
        Record before = world.row(job.jobId());

        assertThat(command("cancel", job.jobId().value()))
                .isEqualTo(new Told(0, job.jobId().value() + " is already succeeded"));

        assertThat(world.row(job.jobId())).isEqualTo(before);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void theCommandRefusesAJobThatNobodyKnows() throws Exception {
        assertThat(command("cancel", "nobody"))
                .isEqualTo(new Told(1, "video-worker: JOB_NOT_FOUND: there is no job nobody. Check the jobId."));
    }

    @Test
    void aRunningJobIsStoppedWithinAFewBeatsAndLeavesNothing() throws Exception {
        CompileJob job = job(60);
        world.enqueue(job);
        WorkerProcess worker = world.startWorkerProcess();
        worker.awaitLog("planned");

        assertThat(cancel(job)).isEqualTo(new CancelAnswer.Stopping());

        assertCancelledEvent(job, REASON);
        Record row = world.row(job.jobId());
        assertThat(Duration.between(
                        row.get("cancel_requested_at", Instant.class), row.get("finished_at", Instant.class)))
                .isLessThan(Duration.ofSeconds(5));
        assertThat(row.get("attempts", Integer.class)).isZero();
        assertThat(worker.log()).contains("called off").doesNotContain("compiled 60 clips");
        assertNothingIsLeft(job);
        Awaitility.await().until(() -> worker.children().stream().noneMatch(ProcessHandle::isAlive));

        world.send(row.get("request", String.class));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> world.messages() == 0);
        assertThat(world.row(job.jobId())).isEqualTo(row);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void aJobThatIsCalledOffWhenItsVideoIsUploadedAlreadyTakesItBack() throws Exception {
        CompileJob job = job(2);
        world.with("DATABASE_TIMEOUT", "60s").startWorker();
        world.database().transaction(configuration -> {
            // Whoever holds the script's row holds up the commit.
            configuration
                    .dsl()
                    .fetchSingle(
                            "select id from vsl_frontend.section_detailed_scripts where id = {0} for update",
                            DSL.val(job.scriptId()));
            world.enqueue(job);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !world.compiledKeys(job.scriptId()).isEmpty());

            assertThat(cancel(job)).isEqualTo(new CancelAnswer.Stopping());
        });

        assertCancelledEvent(job, REASON);
        assertNothingIsLeft(job);
        assertThat(compiledVideoUrl(job)).isNull();
    }

    @Test
    void aJobWhoseWorkerDiesWhileItIsCalledOffIsCancelledByTheNextAndNotStarted() throws Exception {
        CompileJob job = job(60);
        world.enqueue(job);
        WorkerProcess worker = world.startWorkerProcess();
        worker.awaitLog("planned");
        worker.kill();
        assertThat(cancel(job)).isEqualTo(new CancelAnswer.Stopping());

        world.startWorkerProcess();

        assertCancelledEvent(job, REASON);
        assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(1);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void aJobMarkedByAnotherProgramIsCancelledWhenItsMessageComes() throws Exception {
        CompileJob job = job(1);
        world.enqueue(job);
        world.database()
                .execute(
                        "update video_compilation.compile_jobs set cancel_requested_at = now() where job_id = {0}",
                        DSL.val(job.jobId().value()));

        world.startWorker();

        assertCancelledEvent(job, Optional.empty());
        assertNothingIsLeft(job);
        assertThat(world.row(job.jobId()).get("fence", Long.class)).isZero();
        assertThat(cancel(job)).isEqualTo(new CancelAnswer.AlreadyEnded(State.CANCELLED));
    }

    @Test
    void aJobThatFinishesAfterALaterOneSaysThatItIsSuperseded() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        CompileJob earlier = TestWorld.job(script).withWebhookUrl(receiver.url());
        CompileJob later = TestWorld.job(script).withWebhookUrl(receiver.url());
        world.enqueue(earlier);
        world.database()
                .execute(
                        "update video_compilation.compile_jobs set next_attempt_at = now() + interval '1 hour'"
                                + " where job_id = {0}",
                        DSL.val(earlier.jobId().value()));
        world.enqueue(later);
        world.startWorker();
        assertThat(compiled(receiver.awaitFirst(Duration.ofSeconds(60))).superseded())
                .isFalse();
        String standing = compiledVideoUrl(later);
        receiver.reset();

        world.database()
                .execute(
                        "update video_compilation.compile_jobs set next_attempt_at = now() where job_id = {0}",
                        DSL.val(earlier.jobId().value()));
        world.enqueue(earlier);

        VideoCompiled.Data data = compiled(receiver.awaitFirst(Duration.ofSeconds(60)));
        assertThat(data.jobId()).isEqualTo(earlier.jobId());
        assertThat(data.superseded()).isTrue();
        assertThat(world.row(earlier.jobId()).get("result", String.class)).contains("\"superseded\": true");
        assertThat(world.row(later.jobId()).get("result", String.class)).doesNotContain("superseded");
        assertThat(compiledVideoUrl(earlier)).isEqualTo(standing);
    }

    private CompileJob job(int clips) {
        int script = world.script();
        for (int i = 0; i < clips; i++) {
            world.approvedVideo(script, SampleClips.clip(i % 12, 1));
        }
        return TestWorld.job(script).withWebhookUrl(receiver.url());
    }

    private CancelAnswer cancel(CompileJob job) {
        return new JobCancellation(world.database()).request(job.jobId(), REASON);
    }

    private static VideoCompiled.Data compiled(ReceivedWebhook webhook) {
        return ((VideoCompiled) WebhookEventJson.read(webhook.body())).data();
    }

    private @org.jspecify.annotations.Nullable String compiledVideoUrl(CompileJob job) {
        return world.database()
                .fetchSingle(
                        "select compiled_video_url from vsl_frontend.section_detailed_scripts where id = {0}",
                        DSL.val(job.scriptId()))
                .get(0, String.class);
    }

    private void assertCancelledEvent(CompileJob job, Optional<String> reason) throws Exception {
        ReceivedWebhook webhook = receiver.awaitFirst(Duration.ofSeconds(60));
        assertThat(webhook.signatureValid()).isTrue();
        assertThat(((VideoCompileCancelled) WebhookEventJson.read(webhook.body())).data())
                .isEqualTo(new VideoCompileCancelled.Data(job.scriptId(), job.jobId(), reason));
        assertThat(world.state(job.jobId())).isEqualTo("cancelled");
    }

    private void assertNothingIsLeft(CompileJob job) throws Exception {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);
        assertThat(world.deadLetterCount()).isZero();
        assertThat(world.scratchFiles()).isEmpty();
        assertThat(world.compiledKeys(job.scriptId())).isEmpty();
        assertThat(receiver.received()).hasSize(1);
    }

    /**
     * What a command came to.
     *
     * @param output standard output and error
     */
    private record Told(int exitCode, String output) {}

    private Told command(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(world.settings());
        builder.environment().put("LOG_LEVEL", "error");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Told(process.waitFor(), output);
    }
}
