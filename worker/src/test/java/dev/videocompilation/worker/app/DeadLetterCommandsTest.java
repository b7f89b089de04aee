package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator does with dead letters, against a real queue and a real database. */
final class DeadLetterCommandsTest {
    private static final String MALFORMED = "{\"schemaVersion\":1,\"jobId\":\"broken\",\"scriptId\":\"x\"}";

    private TestWorld world;
    private Supplier<SqsClient> clients = SqsClients::create;
    private final FakeTime time = new FakeTime();

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.create();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void listShowsEveryMessageBesideItsJobAndLeavesAllOfThem() {
        CompileJob job = deadJob("failed", "RETRIES_EXHAUSTED");
        String malformed = deadLetter(
                MALFORMED, Map.of("errorCode", "MESSAGE_MALFORMED", "reason", "/scriptId: not a\u009b2J number"));

        Told list = command("list");

        assertThat(list.exitCode()).isZero();
        assertThat(list.line(job.jobId().value()))
                .contains("RETRIES_EXHAUSTED", "failed", "user-7", Integer.toString(job.scriptId()));
        assertThat(list.line(malformed))
                .contains("MESSAGE_MALFORMED", "/scriptId: not a\\u009b2J number", "broken")
                .doesNotContain("\u009b");
        assertThat(list.output()).endsWith("2 of 2 dead letters");
        assertThat(command("list").output()).as("a second look").endsWith("2 of 2 dead letters");
        assertThat(world.deadLetterCount()).isEqualTo(2);
    }

    @Test
    void listWritesOneJsonObjectALine() {
        CompileJob job = deadJob("dead", "WORKER_CRASHED");

        JsonNode node =
                JsonMapper.shared().readTree(command("list", "--json").lines().getFirst());

        assertThat(node.get("jobId").stringValue()).isEqualTo(job.jobId().value());
        assertThat(node.get("state").stringValue()).isEqualTo("dead");
        assertThat(node.get("body").stringValue()).isEqualTo(JobMessage.of(job).json());
    }

    @Test
    void everyFilterNarrows() {
        CompileJob failed = deadJob("failed", "RETRIES_EXHAUSTED");
        CompileJob dead = deadJob("dead", "WORKER_CRASHED");
        String malformed = deadLetter(MALFORMED, Map.of("errorCode", "MESSAGE_MALFORMED", "reason", "no"));
        CompileJob unknown = TestWorld.job(4711).withUserId("user-9");
        String bare = deadLetter(JobMessage.of(unknown).json(), Map.of());
        String failedId = messageId(failed);
        String deadId = messageId(dead);

        assertThat(selected("--error-code", "RETRIES_EXHAUSTED")).containsExactly(failedId);
        assertThat(selected("--error-code", "MESSAGE_MALFORMED")).containsExactly(malformed);
        assertThat(selected("--script", Integer.toString(dead.scriptId()))).containsExactly(deadId);
        assertThat(selected("--script", "4711")).containsExactly(bare);
        assertThat(selected("--user", "user-7")).containsExactlyInAnyOrder(failedId, deadId);
        assertThat(selected("--job", "broken", "--job", dead.jobId().value()))
                .containsExactlyInAnyOrder(malformed, deadId);
        assertThat(selected("--message-id", bare)).containsExactly(bare);
        assertThat(selected("--user", "user-7", "--error-code", "WORKER_CRASHED"))
                .containsExactly(deadId);
        assertThat(selected("--older-than", "0s")).hasSize(4);
        assertThat(selected("--older-than", "1h")).isEmpty();
    }

    @Test
    void theLimitBoundsWhatIsReadAndSaysSo() {
        deadJob("failed", "RETRIES_EXHAUSTED");
        deadJob("failed", "RETRIES_EXHAUSTED");
        deadJob("failed", "RETRIES_EXHAUSTED");

        Told list = command("list", "--limit", "2");

        assertThat(list.output()).contains("2 of 2 dead letters", "read 2 of about 3; --limit N reads more");
        assertThat(command("list").output()).endsWith("3 of 3 dead letters");
    }

    @Test
    void showTellsAllOfOneMessage() {
        CompileJob job = deadJob("failed", "RETRIES_EXHAUSTED");
        Told first = command("show", messageId(job));
        assertThat(first.output())
                .contains(
                        "failed, 8 attempts failed",
                        "RETRIES_EXHAUSTED: it did not pass",
                        "; --reset runs the job again",
                        JobMessage.of(job).json())
                .doesNotContain("before");

        replay("--job", job.jobId().value());
        deadLetter(JobMessage.of(job).json(), Map.of());

        assertThat(command("show", messageId(job)).output()).contains("before    replay by ada at ", ": it is mended");
        assertThat(command("show", "nothing").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void withoutASelectionNothingIsDone() {
        deadJob("failed", "RETRIES_EXHAUSTED");

        Told replay = command("replay", "--reason", "why not");
        Told discard = command("discard", "--reason", "why not");

        assertThat(replay.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(replay.output()).contains("nothing is selected: give a filter");
        assertThat(discard.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(command("replay", "--all").output()).contains("--reason");
        assertThat(command("discard", "--all", "--reason", " ").output()).contains("--reason must have");
        assertThat(world.deadLetterCount()).isEqualTo(1);
        assertThat(actions()).isEmpty();
    }

    @Test
    void aDryRunChangesNothing() {
        CompileJob job = deadJob("failed", "RETRIES_EXHAUSTED");
        Record row = world.row(job.jobId());

        assertThat(replay("--job", job.jobId().value(), "--dry-run", "--reset").output())
                .contains("would be replayed; job " + job.jobId() + " goes from failed to queued")
                .endsWith("1 would be replayed; nothing was changed");
        assertThat(replay("--all", "--dry-run").output()).startsWith("about 1 would be moved by SQS's own task");
        assertThat(discard("--all", "--dry-run").output()).endsWith("1 would be discarded; nothing was changed");

        assertThat(world.row(job.jobId())).isEqualTo(row);
        assertThat(world.messages()).isZero();
        assertThat(world.deadLetterCount()).isEqualTo(1);
        assertThat(actions()).isEmpty();
        assertThat(command("list").output()).endsWith("1 of 1 dead letters");
    }

    @Test
    void aReplayedMessageIsTheSameButForItsOriginAndIsRecorded() {
        CompileJob job = deadJob("failed", "RETRIES_EXHAUSTED");
        String messageId = messageId(job);

        Told told = replay("--message-id", messageId);

        assertThat(told.exitCode()).isZero();
        Message sent = receiveFromSource();
        assertThat(told.output())
                .contains(messageId + " replayed as " + sent.messageId(), "is failed: no second effect");
        assertThat(sent.body()).isEqualTo(JobMessage.of(job).json());
        assertThat(attribute(sent, "replayedFrom")).isEqualTo(messageId);
        assertThat(attribute(sent, "replayedBy")).isEqualTo("ada");
        assertThat(attribute(sent, "origin")).isEqualTo("backend");
        assertThat(sent.messageAttributes()).doesNotContainKeys("errorCode", "reason", "sourceMessageId");
        assertThat(sent.attributesAsStrings()).containsEntry("MessageGroupId", "user-7");
        assertThat(world.deadLetterCount()).isZero();
        Record action = actions().getFirst();
        assertThat(action.get("action")).isEqualTo("replay");
        assertThat(action.get("acted_by")).isEqualTo("ada");
        assertThat(action.get("reason")).isEqualTo("it is mended");
        assertThat(action.get("message_id")).isEqualTo(messageId);
        assertThat(action.get("new_message_id")).isEqualTo(sent.messageId());
        assertThat(action.get("job_id")).isEqualTo(job.jobId().value());
        assertThat(action.get("body_sha256", String.class)).hasSize(64);
        assertThat(action.get("reset_from")).isNull();
        assertThat(action.get("done_at")).isNotNull();
    }

    @Test
    void aDiscardedMessageIsGoneAndRecordedAndItsNeighboursStay() {
        String malformed = deadLetter(MALFORMED, Map.of("errorCode", "MESSAGE_MALFORMED", "reason", "no"));
        deadJob("dead", "WORKER_CRASHED");

        Told told = discard("--error-code", "MESSAGE_MALFORMED");

        assertThat(told.output()).isEqualTo(malformed + " discarded; it is no valid job\n1 discarded");
        assertThat(world.deadLetterCount()).isEqualTo(1);
        Record action = actions().getFirst();
        assertThat(action.get("action")).isEqualTo("discard");
        assertThat(action.get("message_id")).isEqualTo(malformed);
        assertThat(action.get("job_id")).isEqualTo("broken");
        assertThat(action.get("done_at")).isNotNull();
        assertThat(command("list").output()).endsWith("1 of 1 dead letters");
    }

    @Test
    void aReplayedMalformedMessageComesBack() {
        deadLetter(MALFORMED, Map.of("errorCode", "MESSAGE_MALFORMED", "reason", "no"));

        assertThat(replay("--job", "broken").output()).contains("it is no valid job: a worker moves it back here");
        world.startWorker();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> world.messages() == 0 && world.deadLetterCount() == 1);
        Message back = world.deadLetters().getFirst();
        assertThat(back.body()).isEqualTo(MALFORMED);
        assertThat(attribute(back, "errorCode")).isEqualTo("MESSAGE_MALFORMED");
    }

    @Test
    void replayingFinishedJobsTwiceHasNoSecondEffect() {
        List<CompileJob> jobs = List.of(
                deadJob("succeeded", ""),
                deadJob("cancelled", ""),
                deadJob("failed", "RETRIES_EXHAUSTED"),
                deadJob("dead", "WORKER_CRASHED"));
        List<Record> rows = jobs.stream().map(job -> world.row(job.jobId())).toList();
        world.startWorker();

        for (int time = 0; time < 2; time++) {
            Told told = replay("--older-than", "0s");
            assertThat(told.output())
                    .contains(
                            "is succeeded: no second effect, the worker that gets the message deletes it",
                            "is cancelled: no second effect",
                            "is failed: no second effect",
                            "is dead: a worker moves the message back here")
                    .endsWith("4 replayed");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> world.messages() == 0 && world.deadLetterCount() == 1);
            jobs.subList(0, 3).forEach(job -> deadLetter(JobMessage.of(job).json(), Map.of()));
        }

        assertThat(jobs.stream().map(job -> world.row(job.jobId())).toList()).isEqualTo(rows);
        assertThat(world.database().fetchCount(DSL.table("video_compilation.webhook_outbox")))
                .isZero();
        assertThat(actions()).hasSize(8);
    }

    @Test
    void replayingARunningJobTwiceHasNoSecondEffect() throws Exception {
        world.withShortLeases();
        try (WebhookReceiver receiver = WebhookReceiver.start(TestWorld.SECRET)) {
            FaultyTcpProxy storage = world.proxyStorage();
            storage.stall();
            world.startWorkerProcess().awaitLog("polling");
            int script = world.script();
            world.approvedVideo(script, SampleClips.clip(1, 1));
            CompileJob job = TestWorld.job(script).withWebhookUrl(receiver.url());
            world.enqueue(job);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> world.state(job.jobId()).equals("running"));

            for (int time = 1; time <= 2; time++) {
                deadLetter(JobMessage.of(job).json(), Map.of());
                assertThat(replay("--job", job.jobId().value()).output())
                        .contains("is running: no second effect while its worker lives");
            }
            Awaitility.await("the worker has all three")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> world.visibleMessages() == 0);
            assertThat(world.row(job.jobId()).get("fence")).isEqualTo(1L);
            storage.heal();

            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);
            assertThat(world.state(job.jobId())).isEqualTo("succeeded");
            assertThat(world.row(job.jobId()).get("fence")).isEqualTo(1L);
            assertThat(world.compiledKeys(script)).hasSize(1);
            receiver.awaitFirst(Duration.ofSeconds(30));
            assertThat(receiver.received()).hasSize(1);
            assertThat(world.database().fetchCount(DSL.table("video_compilation.webhook_outbox")))
                    .isEqualTo(1);
            assertThat(world.deadLetterCount()).isZero();
        }
    }

    @Test
    void replayingAFailedJobTwiceTellsItsReceiverNothingNew() {
        try (WebhookReceiver receiver = WebhookReceiver.start(TestWorld.SECRET)) {
            CompileJob job = TestWorld.job(world.script()).withWebhookUrl(receiver.url());
            world.enqueue(job);
            world.startWorker();
            receiver.awaitFirst(Duration.ofSeconds(30));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> world.messages() == 0);
            Record failed = world.row(job.jobId());
            assertThat(failed.get("state")).isEqualTo("failed");

            for (int time = 1; time <= 2; time++) {
                deadLetter(JobMessage.of(job).json(), Map.of());
                assertThat(replay("--job", job.jobId().value()).output()).contains("is failed: no second effect");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> world.messages() + world.deadLetterCount() == 0);
            }

            assertThat(world.row(job.jobId())).isEqualTo(failed);
            assertThat(receiver.received()).hasSize(1);
            assertThat(world.database().fetchCount(DSL.table("video_compilation.webhook_outbox")))
                    .isEqualTo(1);
        }
    }

    @Test
    void aResetJobThatFailedIsDoneAndKeepsItsIdAndItsAcceptance() {
        CompileJob job = deadJob("failed", "RETRIES_EXHAUSTED");
        world.approvedVideo(job.scriptId(), SampleClips.clip(1, 1));
        world.database().execute("update vsl_frontend.section_videos set user_id = 'user-7'");
        Record before = world.row(job.jobId());

        assertThat(replay("--job", job.jobId().value(), "--reset").output())
                .contains("goes from failed to queued: a worker takes it");

        assertThat(world.state(job.jobId())).isEqualTo("queued");
        assertThat(world.row(job.jobId()).get("attempts")).isEqualTo(0);
        assertThat(actions().getFirst().get("reset_from")).isEqualTo("failed");
        world.startWorker();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> world.state(job.jobId()).equals("succeeded"));
        assertThat(world.row(job.jobId()).get("accepted_at")).isEqualTo(before.get("accepted_at"));
        assertThat(world.row(job.jobId()).get("error_code")).isNull();
    }

    @Test
    void aResetJobThatFailsAgainIsNotAnnouncedTwice() {
        CompileJob job = deadJob("dead", "WORKER_CRASHED", "http://127.0.0.1:9/hook");
        world.database()
                .execute(
                        "insert into video_compilation.webhook_outbox (webhook_id, job_id, event_type, target_url, payload, state)"
                                + " values ('msg_1', {0}, 'video.compile_failed', 'http://127.0.0.1:9/hook', '{}', 'delivered')",
                        DSL.val(job.jobId().value()));

        world.database().execute("update video_compilation.compile_jobs set crashes = 3, crashes_alone = 3");

        replay("--job", job.jobId().value(), "--reset");
        world.startWorker();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> world.state(job.jobId()).equals("failed"));
        assertThat(world.row(job.jobId()).get("error_code")).isEqualTo("NO_APPROVED_CLIPS");
        assertThat(world.row(job.jobId()).get("crashes_alone")).isEqualTo(0);
        assertThat(world.row(job.jobId()).get("crashes"))
                .as("it goes on running alone")
                .isEqualTo(3);
        assertThat(world.database().fetchCount(DSL.table("video_compilation.webhook_outbox")))
                .isEqualTo(1);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> world.messages() == 0);
    }

    @Test
    void aResetTouchesNeitherJobsThatSucceededNorOnesOfOtherContent() {
        CompileJob succeeded = deadJob("succeeded", "");
        CompileJob failed = row("failed", "RETRIES_EXHAUSTED", "");
        deadLetter(JobMessage.of(failed.withUserId("user-8")).json(), Map.of("errorCode", "JOB_ID_CONFLICT"));

        Told told = replay("--all", "--reset");

        assertThat(told.output())
                .contains(
                        "is succeeded: no second effect",
                        "job " + failed.jobId() + " has other content: a worker moves the message back here");
        assertThat(world.state(succeeded.jobId())).isEqualTo("succeeded");
        assertThat(world.state(failed.jobId())).isEqualTo("failed");
    }

    @Test
    void nothingIsLostWhereTheDeletionFailsAndTheNextReplayEndsIt() {
        CompileJob first = deadJob("succeeded", "");
        CompileJob second = deadJob("succeeded", "");
        clients = () -> failing(DeleteMessageRequest.class);

        Told told = replay("--older-than", "0s");

        assertThat(told.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(told.output()).contains("it is on both queues, and replaying it again has no second effect");
        assertThat(world.messages()).isEqualTo(1);
        assertThat(world.deadLetterCount()).isEqualTo(2);
        assertThat(actions()).hasSize(1);
        assertThat(actions().getFirst().get("done_at")).isNull();

        clients = SqsClients::create;
        assertThat(replay("--older-than", "0s").output()).endsWith("2 replayed");
        world.startWorker();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> world.messages() == 0);
        assertThat(world.deadLetterCount()).isZero();
        assertThat(world.state(first.jobId())).isEqualTo("succeeded");
        assertThat(world.state(second.jobId())).isEqualTo("succeeded");
    }

    @Test
    void nothingIsLostWhereTheSendingFails() {
        CompileJob job = deadJob("failed", "RETRIES_EXHAUSTED");
        clients = () -> failing(SendMessageRequest.class);

        Told told = replay("--job", job.jobId().value());

        assertThat(told.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(told.output()).contains("could not be sent", "it is where it was; 0 were replayed");
        assertThat(replay("--job", job.jobId().value(), "--reset").output())
                .contains("it is where it was, its job is queued; 0 were replayed");
        clients = SqsClients::create;
        assertThat(command("list").output()).endsWith("1 of 1 dead letters");
        assertThat(world.messages()).isZero();
    }

    @Test
    void theRateIsKept() {
        for (int i = 0; i < 5; i++) {
            deadJob("succeeded", "");
        }

        replay("--older-than", "0s", "--rate", "4");

        assertThat(time.pauses()).containsExactly(250L, 250L, 250L, 250L);
        assertThat(replay("--all", "--rate", "0").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theWholeQueueIsMovedBySqsItself() {
        for (int i = 0; i < 12; i++) {
            deadJob("succeeded", "");
        }
        deadLetter(MALFORMED, Map.of("errorCode", "MESSAGE_MALFORMED", "reason", "no"));
        time.sleepReally();

        Told told = replay("--all", "--rate", "500");

        assertThat(told.output()).endsWith("moved 13; the task is completed");
        assertThat(world.deadLetterCount()).isZero();
        assertThat(world.messages()).isEqualTo(13);
        Record action = actions().getFirst();
        assertThat(action.get("action")).isEqualTo("move");
        assertThat(action.get("moved_messages")).isEqualTo(13L);
        assertThat(action.get("done_at")).isNotNull();
    }

    private List<String> selected(String... filters) {
        List<String> arguments = new ArrayList<>(List.of("list", "--json"));
        arguments.addAll(List.of(filters));
        return command(arguments.toArray(String[]::new)).lines().stream()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonMapper.shared().readTree(line).get("messageId").stringValue())
                .toList();
    }

    private String messageId(CompileJob job) {
        return selected("--job", job.jobId().value()).getFirst();
    }

    private Told replay(String... arguments) {
        return acting("replay", arguments);
    }

    private Told discard(String... arguments) {
        return acting("discard", arguments);
    }

    private Told acting(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--by", "ada", "--reason", "it is mended"));
        all.addAll(List.of(arguments));
        return command(all.toArray(String[]::new));
    }

    private Told command(String... arguments) {
        return Told.by(new DlqCommand(world.settings(), clients, time::nanos, time), arguments);
    }

    /** A job that has ended in this state, and its message among the dead letters. */
    private CompileJob deadJob(String state, String errorCode) {
        return deadJob(state, errorCode, "");
    }

    private CompileJob deadJob(String state, String errorCode, String webhookUrl) {
        CompileJob job = row(state, errorCode, webhookUrl);
        deadLetter(JobMessage.of(job).json(), Map.of("origin", "backend"));
        return job;
    }

    private CompileJob row(String state, String errorCode, String webhookUrl) {
        CompileJob job = TestWorld.job(world.script()).withUserId("user-7");
        if (!webhookUrl.isEmpty()) {
            job = job.withWebhookUrl(URI.create(webhookUrl));
        }
        JobMessage message = JobMessage.of(job);
        boolean failed = !errorCode.isEmpty();
        world.database()
                .execute(
                        "insert into video_compilation.compile_jobs (job_id, script_id, user_id, schema_version, request,"
                                + " request_fingerprint, state, finished_at, attempts, error_code, error_message, result)"
                                + " values ({0}, {1}, 'user-7', 1, {2}::jsonb, {3}, {4}, now(), {5}, {6}, {7}, {8}::jsonb)",
                        DSL.val(job.jobId().value()),
                        DSL.val(job.scriptId()),
                        DSL.val(message.json()),
                        DSL.val(message.fingerprint()),
                        DSL.val(state),
                        DSL.val(failed ? 8 : 0),
                        DSL.val(failed ? errorCode : null),
                        DSL.val(failed ? "it did not pass" : null),
                        DSL.val(state.equals("succeeded") ? "{}" : null));
        return job;
    }

    private String deadLetter(String body, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value)
                        .build()));
        return world.stack()
                .sqsClient()
                .sendMessage(request -> request.queueUrl(world.queues().deadLetterQueueUrl())
                        .messageBody(body)
                        .messageAttributes(values))
                .messageId();
    }

    private Message receiveFromSource() {
        return world.stack()
                .sqsClient()
                .receiveMessage(request -> request.queueUrl(world.queues().queueUrl())
                        .waitTimeSeconds(1)
                        .messageSystemAttributeNamesWithStrings("All")
                        .messageAttributeNames("All"))
                .messages()
                .getFirst();
    }

    private static @Nullable String attribute(Message message, String name) {
        return Objects.requireNonNull(message.messageAttributes().get(name)).stringValue();
    }

    private Result<Record> actions() {
        return world.database().fetch("select * from video_compilation.dead_letter_actions order by id desc");
    }

    /** A client whose calls of one kind never get an answer. */
    private static SqsClient failing(Class<? extends SdkRequest> kind) {
        return SqsClient.builder()
                .overrideConfiguration(override -> override.addExecutionInterceptor(new ExecutionInterceptor() {
                    @Override
                    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                        if (kind.isInstance(context.request())) {
                            throw SdkClientException.create("cut off " + UUID.randomUUID());
                        }
                    }
                }))
                .build();
    }
}
