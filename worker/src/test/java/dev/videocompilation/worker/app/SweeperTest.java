package dev.videocompilation.worker.app;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.SWEEP_PROGRESS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;
import static dev.videocompilation.database.frontend.Tables.SECTION_DETAILED_SCRIPTS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.contract.job.JobMessageReader;
import dev.videocompilation.contract.job.JobMessageReading;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.devstack.WebhookAnswer;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import dev.videocompilation.worker.claim.ClaimResult;
import dev.videocompilation.worker.claim.ClaimSettings;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.publish.OutputKeys;
import dev.videocompilation.worker.sweep.SweepReport;
import dev.videocompilation.worker.sweep.Sweeper;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** What the sweeper makes good again, and what it leaves alone. */
final class SweeperTest {
    private static final Duration NOW = Duration.ZERO;
    private static final Duration TWO_HOURS = Duration.ofHours(2);
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private TestWorld world;
    private DSLContext database;

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
    void aJobWhoseMessageWasLostIsDone() throws Exception {
        try (WebhookReceiver receiver = WebhookReceiver.start(TestWorld.SECRET)) {
            int script = world.script();
            world.approvedVideo(script, SampleClips.clip(1, 1));
            CompileJob job = TestWorld.job(script).withWebhookUrl(receiver.url());
            accept(job);

            world.with("SWEEP_INTERVAL", "200ms")
                    .with("SWEEP_QUEUED_AFTER", "500ms")
                    .startWorker();

            receiver.awaitFirst(Duration.ofSeconds(60));
            assertThat(world.state(job.jobId())).isEqualTo("succeeded");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> world.messages() == 0);
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void aMessageIsSentAgainAsItWasAcceptedAndInItsUsersGroup() {
        CompileJob job = TestWorld.job(7).withUserId("user-1").withClips(List.of(3, 1));
        accept(job);
        due(job, "16 minutes");

        assertThat(sweep(NOW).resent()).isEqualTo(1);

        Message message = receive();
        assertThat(message.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "user-1");
        assertThat(read(message).fingerprint()).isEqualTo(JobMessage.of(job).fingerprint());
    }

    @Test
    void whatIsWithinItsTimeIsLeftAlone() {
        CompileJob queued = accept(TestWorld.job(7));
        due(queued, "14 minutes");
        CompileJob running = accept(TestWorld.job(7));
        lapsed(running, 1, "170 seconds");

        assertThat(sweep(NOW)).isEqualTo(new SweepReport(0, 0, 0, 0, 0));

        lapsed(running, 1, "181 seconds");
        assertThat(sweep(NOW).resent()).isEqualTo(1);
        assertThat(read(receive()).job().jobId()).isEqualTo(running.jobId());
    }

    @Test
    void theWaitDoublesWithEachReSendUntilTheJobIsClaimed() {
        CompileJob job = accept(TestWorld.job(7));
        lapsed(job, 1, "181 seconds");

        assertThat(sweep(NOW).resent()).isEqualTo(1);
        assertThatNextReSendIsIn(job, Duration.ofMinutes(6));
        assertThat(sweep(NOW).resent()).isZero();

        waitIsOver(job);
        assertThat(sweep(NOW).resent()).isEqualTo(1);
        assertThatNextReSendIsIn(job, Duration.ofMinutes(12));

        database.update(COMPILE_JOBS).set(COMPILE_JOBS.RESENDS, 1_000).execute();
        waitIsOver(job);
        assertThat(sweep(NOW).resent()).isEqualTo(1);
        assertThatNextReSendIsIn(job, Duration.ofHours(6));

        assertThat(claims().claimAlone(JobMessage.of(job))).isInstanceOf(ClaimResult.Claimed.class);
        assertThat(sweep(NOW).resent()).as("a claimed job").isZero();
        lapsed(job, 2, "181 seconds");
        assertThat(sweep(NOW).resent()).isEqualTo(1);
        assertThatNextReSendIsIn(job, Duration.ofMinutes(6));
    }

    @Test
    void aMessageThatCameTwiceHasNoSecondEffect() {
        CompileJob running = accept(TestWorld.job(7));
        lapsed(running, 5, "181 seconds");
        assertThat(sweep(NOW).resent()).isEqualTo(1);
        lapsed(running, 5, "-60 seconds");

        JobMessage again = read(receive());

        assertThat(claims().claim(again)).isInstanceOf(ClaimResult.Busy.class);
        finish(running, "failed", "0 seconds");
        assertThat(claims().claim(again)).isEqualTo(new ClaimResult.Finished("failed"));
        assertThat(world.row(running.jobId()).get("fence", Long.class)).isEqualTo(5);
        due(running, "1 day");
        assertThat(sweep(NOW).resent()).as("a finished job").isZero();
    }

    @Test
    void aSweepSendsAHundredAndTheNextGoesOn() {
        IntStream.range(0, 105).forEach(i -> accept(TestWorld.job(7)));
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, ago("1 hour"))
                .execute();

        assertThat(sweep(NOW).resent()).isEqualTo(100);
        assertThat(sweep(NOW).resent()).isEqualTo(5);
        assertThat(sweep(NOW).resent()).isZero();
        assertThat(world.messages()).isEqualTo(105);
    }

    @Test
    void whereTheQueueIsAwayAJobWaitsItsTurnAndTheOtherStepsGoOn() {
        CompileJob job = accept(TestWorld.job(7));
        due(job, "16 minutes");
        CompileJob old = accept(TestWorld.job(7));
        finish(old, "failed", "91 days");
        String queueUrl = world.queues().queueUrl();
        world.with("QUEUE_URL", queueUrl + "-missing");

        assertThat(sweep(NOW)).isEqualTo(new SweepReport(0, 0, 0, 1, 0));

        assertThatNextReSendIsIn(job, Duration.ofMinutes(30));
        world.with("QUEUE_URL", queueUrl);
        waitIsOver(job);
        assertThat(sweep(NOW).resent()).isEqualTo(1);
    }

    @Test
    void aQueueThatHangsHoldsUpNeitherTheOtherStepsNorTheNextSweep() throws Exception {
        CompileJob job = accept(TestWorld.job(7));
        due(job, "16 minutes");
        CompileJob old = accept(TestWorld.job(7));
        finish(old, "failed", "91 days");
        world.with("SWEEP_BUDGET", "5s");
        try (FaultyTcpProxy proxy = queueProxy();
                SqsClient sqs = sqsThrough(proxy)) {
            Sweeper sweeper = world.sweeper(sqs);
            proxy.stall();

            assertThat(sweeper.sweepOnce()).contains(new SweepReport(0, 0, 0, 1, 1));
            assertThat(lockHolders()).isEmpty();

            proxy.heal();
            waitIsOver(job);
            assertThat(sweeper.sweepOnce()).contains(new SweepReport(1, 0, 0, 0, 0));
        }
    }

    @Test
    void aSweepThatHangsEndsWhereTheClosingIsInterrupted() throws Exception {
        due(accept(TestWorld.job(7)), "16 minutes");
        world.with("SWEEP_INTERVAL", "1ms");
        try (FaultyTcpProxy proxy = queueProxy();
                SqsClient sqs = sqsThrough(proxy)) {
            Sweeper sweeper = world.sweeper(sqs);
            proxy.stall();
            sweeper.start();
            Awaitility.await().until(() -> proxy.openConnections() > 0);

            Thread.currentThread().interrupt();
            sweeper.close();

            assertThat(Thread.interrupted()).isTrue();
            Awaitility.await().until(() -> lockHolders().isEmpty());
        }
    }

    @Test
    void aStepThatTheDatabaseRefusesIsLoggedWithItsReasonAndNotWithTheStatement() {
        database.execute("alter table video_compilation.sweep_progress rename to sweep_progress_gone");
        Logger logger = (Logger) LoggerFactory.getLogger("dev.videocompilation.worker.sweep");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(logged);
        try {
            assertThat(sweep(NOW).failedSteps()).isEqualTo(1);
        } finally {
            logger.detachAppender(logged);
        }

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("tried to remove losing outputs but failed because ERROR: relation"
                        + " \"video_compilation.sweep_progress\" does not exist; the next sweep goes on with it");
    }

    @Test
    void ofTwoSweepersOneSweepsAndWhenItDiesTheOtherMay() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch blocked = new CountDownLatch(1);
            Future<?> blocker = threads.submit(() -> database.transaction(configuration -> {
                configuration.dsl().selectFrom(SWEEP_PROGRESS).forUpdate().fetch();
                blocked.countDown();
                release.await();
            }));
            blocked.await();
            Future<Optional<SweepReport>> first =
                    threads.submit(() -> world.sweeper(NOW).sweepOnce());
            Awaitility.await().until(() -> !lockHolders().isEmpty());

            assertThat(world.sweeper(NOW).sweepOnce()).isEmpty();

            int holder = lockHolders().getFirst();
            database.fetch("select pg_terminate_backend({0})", DSL.val(holder));
            Awaitility.await().until(() -> lockHolders().isEmpty());
            release.countDown();
            blocker.get();
            assertThat(world.sweeper(NOW).sweepOnce()).isPresent();
            assertThat(first)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining("Cannot commit transaction");
        }
    }

    @Test
    void aSweepKeepsItsTurnThroughAStepThatTakesLongerThanAClientMayBeSilent() {
        world.with("DATABASE_TIMEOUT", "1s");
        CompileJob old = accept(TestWorld.job(7));
        finish(old, "failed", "91 days");
        database.transaction(held -> {
            held.dsl().selectFrom(SWEEP_PROGRESS).forUpdate().fetch();

            assertThat(sweep(NOW)).isEqualTo(new SweepReport(0, 0, 0, 1, 1));
        });
    }

    @Test
    void anOutputThatIsNoResultIsRemovedOnceItsJobHasEnded() {
        CompileJob job = accept(TestWorld.job(world.script()));
        lapsed(job, 3, "-60 seconds");
        String lost = put(job, 1);
        String lostToo = put(job, 2);
        String result = put(job, 3);
        assertThat(sweep(TWO_HOURS).outputsRemoved()).as("while it runs").isZero();

        succeed(job, result, "0 seconds");
        assertThat(sweep(NOW).outputsRemoved()).as("young outputs").isZero();
        assertThat(sweep(TWO_HOURS).outputsRemoved()).isEqualTo(2);

        assertThat(keys()).containsExactly(result).doesNotContain(lost, lostToo);
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "dead", "cancelled"})
    void ofAJobWithoutAResultNothingStays(String state) {
        CompileJob job = accept(TestWorld.job(world.script()));
        put(job, 1);
        assertThat(sweep(TWO_HOURS).outputsRemoved()).as("while it waits").isZero();

        finish(job, state, "0 seconds");

        assertThat(sweep(TWO_HOURS).outputsRemoved()).isEqualTo(1);
        assertThat(keys()).isEmpty();
    }

    @Test
    void theResultOfASupersededJobStays() {
        int script = world.script();
        CompileJob superseded = accept(TestWorld.job(script));
        CompileJob later = accept(TestWorld.job(script));
        succeed(superseded, put(superseded, 1), "0 seconds");
        succeed(later, put(later, 1), "0 seconds");
        pointScript(script, put(later, 1));

        assertThat(sweep(TWO_DAYS).outputsRemoved()).isZero();
        assertThat(keys()).hasSize(2);
    }

    @Test
    void anOutputWithoutARowGoesAfterADayUnlessAScriptPointsToIt() {
        int script = world.script();
        int copy = world.script();
        String nobodys = put(TestWorld.job(script), 1);
        String pointedTo = put(TestWorld.job(script), 1);
        String pointedToByACopy = put(TestWorld.job(script), 1);
        pointScript(script, pointedTo);
        pointScript(copy, pointedToByACopy + "?version=2");

        assertThat(sweep(TWO_HOURS).outputsRemoved()).as("within the day").isZero();
        assertThat(sweep(TWO_DAYS).outputsRemoved()).isEqualTo(1);

        assertThat(keys())
                .containsExactlyInAnyOrder(pointedTo, pointedToByACopy)
                .doesNotContain(nobodys);
    }

    @Test
    void aDatabaseJudgesNothingThatIsOlderThanItself() {
        String older = put(TestWorld.job(7), 1);
        database.update(SWEEP_PROGRESS)
                .set(SWEEP_PROGRESS.SINCE, Instant.now().plusSeconds(60))
                .execute();

        assertThat(sweep(TWO_DAYS).outputsRemoved()).isZero();
        assertThat(keys()).containsExactly(older);
    }

    @Test
    void whatNoClaimWritesIsLeftAlone() {
        put("compiled/readme.txt");
        put("compiled/1/job/one/video.mp4");
        put("other/1/job/1/video.mp4");

        assertThat(sweep(TWO_DAYS).outputsRemoved()).isZero();
        assertThat(keys()).hasSize(3);
    }

    @Test
    void aSweepGoesOnWhereTheOneBeforeEndedAndThenFromTheBeginning() {
        List<String> lost = IntStream.range(1, 4)
                .mapToObj(script -> put(TestWorld.job(script), 1))
                .toList();
        database.update(SWEEP_PROGRESS)
                .set(SWEEP_PROGRESS.LAST_KEY, lost.get(1))
                .execute();

        assertThat(sweep(TWO_DAYS).outputsRemoved()).isEqualTo(3);
        assertThat(keys()).isEmpty();
        assertThat(database.fetchSingle(SWEEP_PROGRESS).get(SWEEP_PROGRESS.LAST_KEY))
                .isEmpty();
    }

    @Test
    void abandonedUploadsAreAbortedByAge() {
        CompileJob ended = accept(TestWorld.job(7));
        finish(ended, "failed", "0 seconds");
        CompileJob running = accept(TestWorld.job(7));
        lapsed(running, 2, "-60 seconds");
        String abandoned = beginUpload(OutputKeys.key(7, ended.jobId(), 1, OutputFormat.MP4));
        String lost = beginUpload(OutputKeys.key(7, running.jobId(), 1, OutputFormat.MP4));
        String going = beginUpload(OutputKeys.key(7, running.jobId(), 2, OutputFormat.MP4));
        String others = beginUpload("other/video.mp4");

        assertThat(sweep(TWO_HOURS).uploadsAborted()).isZero();
        assertThat(sweep(TWO_DAYS).uploadsAborted()).isEqualTo(2);

        assertThat(uploads()).containsExactlyInAnyOrder(going, others).doesNotContain(abandoned, lost);
    }

    @Test
    void finishedJobsAgeOutWithTheirEvents() {
        CompileJob old = accept(TestWorld.job(7));
        finish(old, "failed", "91 days");
        webhook(old, "delivered");
        CompileJob young = accept(TestWorld.job(7));
        finish(young, "failed", "89 days");
        CompileJob owing = accept(TestWorld.job(7));
        finish(owing, "failed", "91 days");
        webhook(owing, "pending");
        CompileJob waiting = accept(TestWorld.job(7));

        assertThat(sweep(NOW).rowsRemoved()).isEqualTo(1);

        assertThat(database.select(COMPILE_JOBS.JOB_ID).from(COMPILE_JOBS).fetch(COMPILE_JOBS.JOB_ID))
                .containsExactlyInAnyOrder(
                        young.jobId().value(),
                        owing.jobId().value(),
                        waiting.jobId().value());
        assertThat(database.fetchCount(WEBHOOK_OUTBOX)).isEqualTo(1);
    }

    @Test
    void anAgedOutJobsVideoStaysWhileItsScriptPointsToIt() {
        int script = world.script();
        CompileJob job = accept(TestWorld.job(script));
        String result = put(job, 1);
        succeed(job, result, "91 days");
        pointScript(script, result);

        assertThat(sweep(TWO_DAYS).rowsRemoved()).isEqualTo(1);

        assertThat(sweep(TWO_DAYS).outputsRemoved()).isZero();
        assertThat(keys()).containsExactly(result);
        pointScript(script, "compiled/other.mp4");
        assertThat(sweep(TWO_DAYS).outputsRemoved()).isEqualTo(1);
    }

    @Test
    void aResultOutlivesAnEarlierJobThatCouldOverwriteIt() {
        CompileJob earlier = accept(TestWorld.job(7));
        CompileJob later = accept(TestWorld.job(7));
        succeed(later, "compiled/7/later/1/video.mp4", "91 days");

        assertThat(sweep(NOW).rowsRemoved()).isZero();

        finish(earlier, "failed", "0 seconds");
        assertThat(sweep(NOW).rowsRemoved()).as("it may be reset").isZero();
        finish(earlier, "cancelled", "0 seconds");
        assertThat(sweep(NOW).rowsRemoved()).isEqualTo(1);
    }

    @Test
    void theCommandSweepsDeliversAndTellsWhatIsLeft() throws Exception {
        try (WebhookReceiver receiver = WebhookReceiver.start(TestWorld.SECRET)) {
            CompileJob lost = accept(TestWorld.job(7));
            due(lost, "1 hour");
            accept(TestWorld.job(7));
            CompileJob done = accept(TestWorld.job(7).withWebhookUrl(receiver.url()));
            succeed(done, put(done, 1), "1 hour");
            webhook(done, "pending");

            WorkerProcess sweep = world.with("FFMPEG_HOME", "/nowhere")
                    .with("LOG_LEVEL", "info")
                    .startCommand("sweep");

            assertThat(sweep.awaitEnd()).as(sweep.log()).isZero();
            assertThat(sweep.log().lines())
                    .containsSubsequence(
                            "swept: 1 jobs sent again, 0 outputs removed, 0 uploads aborted, 0 old jobs removed",
                            "webhooks: 1 attempts")
                    .last(InstanceOfAssertFactories.STRING)
                    .matches("backlog: queued=2 due=2 running=0 oldestDueSeconds=36\\d\\d estimatedWorkSeconds=4"
                            + " pendingWebhooks=0 dueWebhooks=0 oldestWebhookSeconds=0");
            assertThat(sweep.log()).containsPattern("\"formattedMessage\":\"backlog: queued=2 ");
            assertThat(receiver.received()).hasSize(1);
            assertThat(world.messages()).isEqualTo(1);
        }
    }

    @Test
    void theCommandEndsWhenItsTimeIsOverAndSaysWhatIsLeft() throws Exception {
        WebhookAnswer silence = WebhookAnswer.status(204).after(Duration.ofMinutes(1));
        try (FaultyTcpProxy storage = world.proxyStorage();
                WebhookReceiver receiver = WebhookReceiver.start(TestWorld.SECRET)) {
            receiver.answerNext(IntStream.range(0, 200).mapToObj(i -> silence).toArray(WebhookAnswer[]::new));
            storage.stall();
            CompileJob lost = accept(TestWorld.job(7));
            due(lost, "1 hour");
            for (int i = 0; i < 200; i++) {
                CompileJob done = accept(TestWorld.job(7).withWebhookUrl(receiver.url()));
                finish(done, "failed", "1 hour");
                webhook(done, "pending");
            }

            WorkerProcess sweep = world.with("FFMPEG_HOME", "/nowhere")
                    .with("SWEEP_BUDGET", "8s")
                    .with("WEBHOOK_TIMEOUT", "1s")
                    .startCommand("sweep");

            assertThat(sweep.awaitEnd()).as(sweep.log()).isEqualTo(ExitCode.FAILED);
            assertThat(sweep.log())
                    .contains("swept: 1 jobs sent again, 0 outputs removed, 0 uploads aborted, 0 old jobs removed;"
                            + " 2 steps are left to the next sweep")
                    .containsPattern(
                            "webhooks: \\d+ attempts; the time was over, what is due is left to the next sweep")
                    .containsPattern("backlog: queued=1 due=1 running=0 .* pendingWebhooks=200 ")
                    .contains("tried to remove losing outputs but it took longer than ")
                    .contains("tried to abort old uploads but it took longer than ");
            assertThat(receiver.received()).isNotEmpty().hasSizeLessThan(200);
        }
    }

    private SweepReport sweep(Duration ahead) {
        return world.sweeper(ahead).sweepOnce().orElseThrow();
    }

    private FaultyTcpProxy queueProxy() {
        return FaultyTcpProxy.before(URI.create(world.queues().queueUrl()).getPort());
    }

    private static SqsClient sqsThrough(FaultyTcpProxy proxy) {
        return SqsClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + proxy.port()))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    private JobClaims claims() {
        return new JobClaims(database, new ClaimSettings(Duration.ofSeconds(90), 3), "worker-1");
    }

    /** Commits a job's row and sends nothing. */
    private CompileJob accept(CompileJob job) {
        JobMessage message = JobMessage.of(job);
        database.insertInto(COMPILE_JOBS)
                .set(COMPILE_JOBS.JOB_ID, job.jobId().value())
                .set(COMPILE_JOBS.SCRIPT_ID, job.scriptId())
                .set(COMPILE_JOBS.USER_ID, job.userId().orElse(null))
                .set(COMPILE_JOBS.SCHEMA_VERSION, JobMessage.SCHEMA_VERSION)
                .set(COMPILE_JOBS.REQUEST, JSONB.valueOf(message.json()))
                .set(COMPILE_JOBS.REQUEST_FINGERPRINT, message.fingerprint())
                .execute();
        return job;
    }

    private void due(CompileJob job, String ago) {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, ago(ago))
                .where(is(job))
                .execute();
    }

    /** Runs under a fence, its lease past for so long. */
    private void lapsed(CompileJob job, long fence, String ago) {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, "running")
                .set(COMPILE_JOBS.FENCE, fence)
                .set(COMPILE_JOBS.LEASE_UNTIL, ago(ago))
                .where(is(job))
                .execute();
    }

    private void finish(CompileJob job, String state, String ago) {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, state)
                .setNull(COMPILE_JOBS.LEASE_UNTIL)
                .set(COMPILE_JOBS.FINISHED_AT, ago(ago))
                .where(is(job))
                .execute();
    }

    private void succeed(CompileJob job, String key, String ago) {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, "succeeded")
                .setNull(COMPILE_JOBS.LEASE_UNTIL)
                .set(COMPILE_JOBS.RESULT, JSONB.valueOf("{\"key\": \"%s\", \"duration\": 2000}".formatted(key)))
                .set(COMPILE_JOBS.FINISHED_AT, ago(ago))
                .where(is(job))
                .execute();
    }

    private void waitIsOver(CompileJob job) {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.RESEND_AFTER, ago("1 second"))
                .where(is(job))
                .execute();
    }

    private void assertThatNextReSendIsIn(CompileJob job, Duration wait) {
        Instant next = database.fetchSingle(COMPILE_JOBS, is(job)).get(COMPILE_JOBS.RESEND_AFTER);
        assertThat(Duration.between(Instant.now(), next)).isBetween(wait.minusSeconds(30), wait.plusSeconds(1));
    }

    private void webhook(CompileJob job, String state) {
        database.insertInto(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.WEBHOOK_ID, "msg_" + job.jobId().value())
                .set(WEBHOOK_OUTBOX.JOB_ID, job.jobId().value())
                .set(WEBHOOK_OUTBOX.EVENT_TYPE, "video.compiled")
                .set(
                        WEBHOOK_OUTBOX.TARGET_URL,
                        job.webhookUrl().map(Object::toString).orElse("https://hooks.example.test/"))
                .set(WEBHOOK_OUTBOX.PAYLOAD, "{}")
                .set(WEBHOOK_OUTBOX.STATE, state)
                .set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, ago("1 second"))
                .execute();
    }

    private void pointScript(int script, String key) {
        database.update(SECTION_DETAILED_SCRIPTS)
                .set(SECTION_DETAILED_SCRIPTS.COMPILED_VIDEO_URL, "https://videos.example.test/" + key)
                .where(SECTION_DETAILED_SCRIPTS.ID.eq(script))
                .execute();
    }

    private String put(CompileJob job, long fence) {
        return put(OutputKeys.key(job.scriptId(), job.jobId(), fence, OutputFormat.MP4));
    }

    private String put(String key) {
        world.stack()
                .s3Client()
                .putObject(request -> request.bucket(world.outputBucket()).key(key), RequestBody.fromString("video"));
        return key;
    }

    private List<String> keys() {
        return world
                .stack()
                .s3Client()
                .listObjectsV2(request -> request.bucket(world.outputBucket()))
                .contents()
                .stream()
                .map(object -> object.key())
                .toList();
    }

    /** The upload's id. */
    private String beginUpload(String key) {
        return world.stack()
                .s3Client()
                .createMultipartUpload(
                        request -> request.bucket(world.outputBucket()).key(key))
                .uploadId();
    }

    private List<String> uploads() {
        return world
                .stack()
                .s3Client()
                .listMultipartUploads(request -> request.bucket(world.outputBucket()))
                .uploads()
                .stream()
                .map(MultipartUpload::uploadId)
                .toList();
    }

    private Message receive() {
        List<Message> messages = new ArrayList<>();
        Awaitility.await()
                .until(() -> messages.addAll(world.stack()
                        .sqsClient()
                        .receiveMessage(
                                request -> request.queueUrl(world.queues().queueUrl())
                                        .waitTimeSeconds(1)
                                        .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                        .messages()));
        return messages.getFirst();
    }

    private static JobMessage read(Message message) {
        return ((JobMessageReading.Accepted) new JobMessageReader().read(message.body())).message();
    }

    private List<Integer> lockHolders() {
        return database.fetch("select l.pid from pg_locks l join pg_database d on d.oid = l.database"
                        + " where l.locktype = 'advisory' and l.granted and d.datname = current_database()")
                .getValues("pid", Integer.class);
    }

    private static Condition is(CompileJob job) {
        JobId jobId = job.jobId();
        return COMPILE_JOBS.JOB_ID.eq(jobId.value());
    }

    private static Field<Instant> ago(String interval) {
        return DSL.field("now() - {0}::interval", Instant.class, DSL.val(interval));
    }
}
