package dev.videocompilation.worker.app;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_ATTEMPTS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_REPLAYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookAnswer;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.webhook.HostResolver;
import dev.videocompilation.worker.webhook.OutboxDelivery;
import dev.videocompilation.worker.webhook.RetrySchedule;
import dev.videocompilation.worker.webhook.TargetAddressPolicy;
import dev.videocompilation.worker.webhook.WebhookSender;
import dev.videocompilation.worker.webhook.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator does with webhook events, against a real database and a real receiver. */
final class WebhookCommandsTest {
    private static final RandomGenerator NO_JITTER = () -> 0;
    private static final String PAYLOAD = "{\"type\":\"video.compiled\",\"title\":\"Grüße\"}";

    private final FakeTime time = new FakeTime();
    private final List<AutoCloseable> senders = new ArrayList<>();
    private WebhookReceiver receiver;
    private TestWorld world;
    private DSLContext database;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.create();
        database = world.database();
        receiver = WebhookReceiver.start(TestWorld.SECRET);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable sender : senders) {
            sender.close();
        }
        receiver.close();
        world.close();
    }

    @Test
    void listShowsHowEveryEventStandsButNoQueryOfATarget() {
        event("msg_ok", receiver.url() + "?token=hush", "delivered");
        event("msg_lost", "https://hooks.example.com/a", "exhausted");

        Told list = command("list");

        assertThat(list.exitCode()).isZero();
        assertThat(list.line("msg_ok")).contains("delivered", "video.compiled", "job-msg_ok", "/webhooks?…");
        assertThat(list.line("msg_lost")).contains("exhausted", "https://hooks.example.com/a");
        assertThat(list.output()).endsWith("2 of 2 events").doesNotContain("hush");
        JsonNode node = JsonMapper.shared()
                .readTree(command("list", "--json", "--event", "msg_ok").line("msg_ok"));
        assertThat(node.get("state").stringValue()).isEqualTo("delivered");
        assertThat(node.get("target").stringValue()).doesNotContain("hush");
    }

    @Test
    void everyFilterNarrows() {
        event("msg_1", "https://a.example.com/", "pending");
        event("msg_2", "https://a.example.com/", "exhausted");
        event("msg_3", "https://b.example.com/", "disabled");
        event("msg_4", "https://b.example.com/x%_y", "delivered");
        database.update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.CREATED_AT, ago("2 days"))
                .where(WEBHOOK_OUTBOX.WEBHOOK_ID.eq("msg_2"))
                .execute();
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.SCRIPT_ID, 77)
                .where(COMPILE_JOBS.JOB_ID.eq("job-msg_3"))
                .execute();

        assertThat(selected("--state", "exhausted", "--state", "disabled")).containsExactly("msg_2", "msg_3");
        assertThat(selected("--target", "https://a.example.com/")).containsExactly("msg_2", "msg_1");
        assertThat(selected("--target", "https://b.example.com/x%_")).containsExactly("msg_4");
        assertThat(selected("--script", "77")).containsExactly("msg_3");
        assertThat(selected("--job", "job-msg_1", "--job", "job-msg_4")).containsExactly("msg_1", "msg_4");
        assertThat(selected("--event", "msg_4")).containsExactly("msg_4");
        assertThat(selected("--older-than", "1d")).containsExactly("msg_2");
        assertThat(selected("--newer-than", "1d")).containsExactly("msg_1", "msg_3", "msg_4");
        assertThat(selected("--limit", "1")).containsExactly("msg_2");
        assertThat(command("list", "--limit", "1").output()).endsWith("1 of 4 events");
        assertThat(command("list", "--state", "lost").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void showPrintsTheEventItsAttemptsItsReplaysAndItsPayload() {
        pending("msg_1");
        receiver.answerNext(WebhookAnswer.status(500));
        delivery().deliverDue();
        replay("--event", "msg_1", "--dry-run");
        makeWaiting();
        replay("--event", "msg_1");
        delivery().deliverDue();

        Told show = command("show", "msg_1");

        assertThat(show.exitCode()).isZero();
        String address = "127.0.0.1:" + receiver.url().getPort();
        assertThat(show.line("state ")).endsWith("delivered, 1 attempts since replay 1");
        assertThat(show.line("replay 1  ")).contains("by ada at ", ", from pending: it is mended");
        assertThat(show.lines())
                .anyMatch(line -> line.matches("0 +1 +20\\S+Z +\\d+ms +" + address
                        + " +500 +failed +20\\S+Z +worker-1 +the receiver answered 500"))
                .anyMatch(
                        line -> line.matches("1 +1 +20\\S+Z +\\d+ms +" + address + " +204 +delivered +- +worker-1 +-"));
        assertThat(show.output()).endsWith(PAYLOAD).doesNotContain("whsec");
        assertThat(command("show", "msg_2").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aReplayOfADeliveredEventSendsTheSameIdOnceMoreSignedAnewAndLogsIt() {
        pending("msg_1");
        delivery().deliverDue();

        Told replay = replay("--event", "msg_1");
        assertThat(replay.output()).isEqualTo("msg_1 replayed; it was delivered\n1 replayed, 0 not");
        assertThat(replay.exitCode()).isZero();
        assertThat(delivery(Duration.ofSeconds(5)).deliverDue()).isEqualTo(1);
        assertThat(delivery().deliverDue()).isZero();

        List<ReceivedWebhook> received = receiver.received();
        assertThat(received).extracting(ReceivedWebhook::id).containsExactly("msg_1", "msg_1");
        assertThat(received).extracting(ReceivedWebhook::body).containsOnly(PAYLOAD);
        assertThat(received.get(1).timestamp()).isAfter(received.get(0).timestamp());
        assertThat(received).allMatch(ReceivedWebhook::signatureValid);
        assertThat(logOf("msg_1")).containsExactly("0/1 delivered", "1/1 delivered");
        assertThat(state("msg_1")).isEqualTo("delivered");
        assertThat(database.fetchSingle(WEBHOOK_REPLAYS)).satisfies(recorded -> {
            assertThat(recorded.get(WEBHOOK_REPLAYS.WEBHOOK_ID)).isEqualTo("msg_1");
            assertThat(recorded.get(WEBHOOK_REPLAYS.JOB_ID)).isEqualTo("job-msg_1");
            assertThat(recorded.get(WEBHOOK_REPLAYS.EVENT_TYPE)).isEqualTo("video.compiled");
            assertThat(recorded.get(WEBHOOK_REPLAYS.FROM_STATE)).isEqualTo("delivered");
            assertThat(recorded.get(WEBHOOK_REPLAYS.ACTED_BY)).isEqualTo("ada");
            assertThat(recorded.get(WEBHOOK_REPLAYS.REASON)).isEqualTo("it is mended");
        });
    }

    @Test
    void aReplayOfAnEventThatWasGivenUpBeginsTheScheduleAnew() {
        event("msg_1", receiver.url().toString(), "exhausted");
        database.update(WEBHOOK_OUTBOX).set(WEBHOOK_OUTBOX.ATTEMPTS, 10).execute();
        receiver.answerNext(WebhookAnswer.status(503));

        assertThat(replay("--state", "exhausted").exitCode()).isZero();
        delivery().deliverDue();

        assertThat(state("msg_1")).isEqualTo("pending");
        Record row = database.fetchSingle(WEBHOOK_OUTBOX);
        assertThat(row.get(WEBHOOK_OUTBOX.ATTEMPTS)).isEqualTo(1);
        assertThat(Duration.between(row.get(WEBHOOK_OUTBOX.LAST_ATTEMPT_AT), row.get(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(logOf("msg_1")).containsExactly("1/1 failed");
    }

    @Test
    void aDisabledEventIsReplayedOnlyWhereThatIsSaid() {
        pending("msg_1");
        receiver.answerNext(WebhookAnswer.status(410));
        delivery().deliverDue();

        Told refused = replay("--event", "msg_1");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.output())
                .contains("msg_1 not replayed: its receiver answered 410; --even-disabled replays it all the same");
        assertThat(state("msg_1")).isEqualTo("disabled");

        assertThat(replay("--event", "msg_1", "--even-disabled").exitCode()).isZero();
        delivery().deliverDue();
        assertThat(state("msg_1")).isEqualTo("delivered");
        assertThat(logOf("msg_1")).containsExactly("0/1 gone", "1/1 delivered");
    }

    @Test
    void aDryRunChangesNothing() {
        event("msg_1", receiver.url().toString(), "delivered");
        event("msg_2", receiver.url().toString(), "disabled");
        List<Record> before = List.copyOf(database.selectFrom(WEBHOOK_OUTBOX).fetch());

        Told told = replay("--all", "--dry-run");

        assertThat(told.output())
                .contains("msg_1 would be replayed; it is delivered", "msg_2 would not be replayed: its receiver")
                .endsWith("1 would be replayed, 1 not; nothing was changed");
        assertThat(List.<Record>copyOf(database.selectFrom(WEBHOOK_OUTBOX).fetch()))
                .isEqualTo(before);
        assertThat(database.fetchCount(WEBHOOK_REPLAYS)).isZero();
        assertThat(delivery().deliverDue()).isZero();
    }

    @Test
    void anEventThatAWorkerIsAtIsLeftToItAndOneThatWaitsIsDueAtOnce() {
        pending("msg_1");
        receiver.answerNext(WebhookAnswer.status(500), WebhookAnswer.status(500));
        delivery().deliverDue();
        assertThat(command("show", "msg_1").output()).contains("pending, 1 attempts, the next within about 2 minutes");
        assertThat(replay("--event", "msg_1").output())
                .contains("msg_1 not replayed: it is pending, and attempted within about 2 minutes anyway");
        makeDue();
        delivery().deliverDue();

        assertThat(replay("--event", "msg_1").output()).contains("msg_1 replayed; it was pending");

        assertThat(delivery().deliverDue()).isEqualTo(1);
        assertThat(state("msg_1")).isEqualTo("delivered");
        assertThat(logOf("msg_1")).containsExactly("0/1 failed", "0/2 failed", "1/1 delivered");
    }

    @Test
    void twoWorkersDeliverAReplayOnce() {
        IntStream.range(0, 40).forEach(i -> event("msg_" + i, receiver.url().toString(), "delivered"));

        try (OutboxDelivery one = delivery();
                OutboxDelivery other = delivery()) {
            one.start();
            other.start();
            assertThat(replay("--all", "--rate", "500").output()).endsWith("40 replayed, 0 not");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> database.fetchCount(WEBHOOK_OUTBOX, WEBHOOK_OUTBOX.STATE.eq("delivered")) == 40);
        }

        assertThat(receiver.received())
                .extracting(ReceivedWebhook::id)
                .hasSize(40)
                .doesNotHaveDuplicates();
        assertThat(database.fetchCount(WEBHOOK_ATTEMPTS)).isEqualTo(40);
    }

    @Test
    void nothingIsReplayedThatNoWorkerCouldSend() {
        event("msg_in", "https://10.0.0.7/hook", "exhausted");
        event("msg_out", "https://1.1.1.1/hook", "exhausted");
        world.with("WEBHOOK_ALLOW_LOCAL_TARGETS", "false");

        Told inner = replay("--event", "msg_in");
        assertThat(inner.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(inner.output())
                .contains("msg_in not replayed: WEBHOOK_URL_REFUSED: the webhook address's host is not public");

        world.with("WEBHOOK_SECRETS", "hooks.example.com=" + TestWorld.SECRET);
        assertThat(replay("--event", "msg_out").output())
                .contains(
                        "msg_out not replayed: SETTINGS_INVALID: WEBHOOK_SECRETS holds no secret for the host 1.1.1.1");

        world.with("WEBHOOK_SECRETS", "");
        Told unsigned = replay("--event", "msg_out");
        assertThat(unsigned.exitCode()).isEqualTo(ExitCode.SETTINGS);
        assertThat(unsigned.output()).contains("SETTINGS_INVALID: WEBHOOK_SECRETS is not set");
        assertThat(database.fetchCount(WEBHOOK_REPLAYS)).isZero();
        assertThat(state("msg_out")).isEqualTo("exhausted");
    }

    @Test
    void withoutASelectionOrAReasonNothingIsDone() {
        event("msg_1", receiver.url().toString(), "delivered");

        Told all = replay();
        assertThat(all.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(all.output()).contains("nothing is selected: give a filter (--event, --state,");
        assertThat(command("replay", "--all").output()).contains("--reason");
        assertThat(command("replay", "--all", "--reason", " ").output()).contains("--reason must have");
        assertThat(replay("--event", "msg_2").output()).contains("there is no such event");
        assertThat(state("msg_1")).isEqualTo("delivered");
    }

    @Test
    void theRateIsKept() {
        IntStream.range(0, 5).forEach(i -> event("msg_" + i, receiver.url().toString(), "delivered"));

        assertThat(replay("--all", "--rate", "4", "--limit", "4").output())
                .contains("4 of 5 were looked at; --limit N takes more");

        assertThat(time.pauses()).containsExactly(250L, 250L, 250L);
    }

    @Test
    void theSweeperAgesTheLogOutWithItsJobAndKeepsTheRecordOfReplays() {
        pending("msg_old");
        pending("msg_young");
        delivery().deliverDue();
        replay("--event", "msg_old");
        delivery().deliverDue();
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.FINISHED_AT, ago("91 days"))
                .where(COMPILE_JOBS.JOB_ID.eq("job-msg_old"))
                .execute();

        assertThat(world.sweeper(Duration.ZERO).sweepOnce().orElseThrow().rowsRemoved())
                .isEqualTo(1);

        assertThat(logOf("msg_old")).isEmpty();
        assertThat(logOf("msg_young")).hasSize(1);
        assertThat(database.fetchCount(WEBHOOK_REPLAYS)).isEqualTo(1);
    }

    @Test
    void aWorkerDeliversAReplayByItself() {
        event("msg_1", receiver.url().toString(), "exhausted");
        world.startWorker();

        assertThat(replay("--event", "msg_1").exitCode()).isZero();

        assertThat(receiver.awaitFirst(Duration.ofSeconds(30)).id()).isEqualTo("msg_1");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> state("msg_1").equals("delivered"));
        assertThat(database.fetchSingle(WEBHOOK_ATTEMPTS).get(WEBHOOK_ATTEMPTS.WORKER))
                .isEqualTo(WorkerName.ofThisProcess());
    }

    private Told replay(String... arguments) {
        return command(
                Stream.concat(Stream.of("replay", "--by", "ada", "--reason", "it is mended"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private Told command(String... arguments) {
        return Told.by(new WebhooksCommand(world.settings(), time::nanos, time), arguments);
    }

    private List<String> selected(String... filters) {
        return command(Stream.concat(Stream.of("list", "--json"), Stream.of(filters))
                        .toArray(String[]::new))
                .lines()
                .stream()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonMapper.shared().readTree(line).get("webhookId").stringValue())
                .toList();
    }

    private OutboxDelivery delivery() {
        return delivery(Duration.ZERO);
    }

    /** A worker's delivery whose signatures are of a later time. */
    private OutboxDelivery delivery(Duration ahead) {
        WebhookSettings settings = WebhookSettings.read(new SettingsReader(world.settings()));
        WebhookSender sender = new WebhookSender(
                settings,
                new TargetAddressPolicy(settings.allowLocalTargets(), HostResolver.system()),
                InstantSource.offset(InstantSource.system(), ahead));
        senders.add(sender);
        return new OutboxDelivery(
                database,
                "worker-1",
                sender,
                new RetrySchedule(settings.retryWaits(), NO_JITTER),
                settings,
                System::nanoTime);
    }

    private void pending(String webhookId) {
        event(webhookId, receiver.url().toString(), "pending");
    }

    /** An event of a job that has ended. */
    private void event(String webhookId, String targetUrl, String state) {
        database.insertInto(COMPILE_JOBS)
                .set(COMPILE_JOBS.JOB_ID, "job-" + webhookId)
                .set(COMPILE_JOBS.SCRIPT_ID, 1)
                .set(COMPILE_JOBS.SCHEMA_VERSION, 1)
                .set(COMPILE_JOBS.REQUEST, JSONB.valueOf("{}"))
                .set(COMPILE_JOBS.REQUEST_FINGERPRINT, "none")
                .set(COMPILE_JOBS.STATE, "succeeded")
                .set(COMPILE_JOBS.RESULT, JSONB.valueOf("{}"))
                .set(COMPILE_JOBS.FINISHED_AT, ago("1 minute"))
                .execute();
        database.insertInto(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.WEBHOOK_ID, webhookId)
                .set(WEBHOOK_OUTBOX.JOB_ID, "job-" + webhookId)
                .set(WEBHOOK_OUTBOX.EVENT_TYPE, "video.compiled")
                .set(WEBHOOK_OUTBOX.TARGET_URL, targetUrl)
                .set(WEBHOOK_OUTBOX.PAYLOAD, PAYLOAD)
                .set(WEBHOOK_OUTBOX.STATE, state)
                .execute();
    }

    private void makeDue() {
        database.update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, ago("1 second"))
                .execute();
    }

    private void makeWaiting() {
        database.update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, ago("-1 hour"))
                .execute();
    }

    private String state(String webhookId) {
        return database.select(WEBHOOK_OUTBOX.STATE)
                .from(WEBHOOK_OUTBOX)
                .where(WEBHOOK_OUTBOX.WEBHOOK_ID.eq(webhookId))
                .fetchSingle()
                .value1();
    }

    /** {@code replay/attempt outcome} of every logged attempt. */
    private List<String> logOf(String webhookId) {
        return database.selectFrom(WEBHOOK_ATTEMPTS)
                .where(WEBHOOK_ATTEMPTS.WEBHOOK_ID.eq(webhookId))
                .orderBy(WEBHOOK_ATTEMPTS.REPLAY, WEBHOOK_ATTEMPTS.ATTEMPT)
                .fetch(row -> "%d/%d %s"
                        .formatted(
                                row.get(WEBHOOK_ATTEMPTS.REPLAY),
                                row.get(WEBHOOK_ATTEMPTS.ATTEMPT),
                                row.get(WEBHOOK_ATTEMPTS.OUTCOME)));
    }

    private static Field<Instant> ago(String interval) {
        return DSL.field("now() - {0}::interval", Instant.class, DSL.val(interval));
    }
}
