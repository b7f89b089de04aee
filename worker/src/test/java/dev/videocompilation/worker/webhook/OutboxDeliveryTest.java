package dev.videocompilation.worker.webhook;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_ATTEMPTS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.videocompilation.devstack.EmbeddedPostgresServer;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookAnswer;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.migrations.Migrations;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(120)
class OutboxDeliveryTest {
    private static final String WORKER = "worker-1/17";
    private static final RandomGenerator NO_JITTER = () -> 0;
    private static final WebhookAnswer BROKEN = WebhookAnswer.status(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static EmbeddedPostgresServer postgres;
    private static DSLContext database;

    private final SettableClock clock = new SettableClock();
    private final WebhookReceiver receiver = WebhookReceiver.start(TestSecrets.NEW);
    private final WebhookSettings settings = TestSecrets.settings(TestSecrets.NEW, Duration.ofSeconds(15));
    private final WebhookSender sender =
            new WebhookSender(settings, new TargetAddressPolicy(true, HostResolver.system()), clock);
    private final OutboxDelivery delivery = delivery(new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER));
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeAll
    static void startPostgres() {
        postgres = EmbeddedPostgresServer.start(directory);
        Migrations.migrate(postgres.dataSource());
        database = DSL.using(postgres.dataSource(), SQLDialect.POSTGRES);
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void begin() {
        database.deleteFrom(COMPILE_JOBS).execute();
        logged.start();
        ((Logger) LoggerFactory.getLogger(OutboxDelivery.class)).addAppender(logged);
        ((Logger) LoggerFactory.getLogger(OutboxDelivery.class)).setLevel(Level.INFO);
    }

    @AfterEach
    void end() {
        ((Logger) LoggerFactory.getLogger(OutboxDelivery.class)).detachAppender(logged);
        delivery.close();
        sender.close();
        receiver.close();
    }

    @Test
    void deliversADueWebhookOnce() {
        enqueue("msg_1", receiver.url().toString());

        assertThat(delivery.deliverDue()).isEqualTo(1);
        assertThat(delivery.deliverDue()).isZero();

        assertThat(receiver.received()).singleElement().satisfies(received -> {
            assertThat(received.id()).isEqualTo("msg_1");
            assertThat(received.signatureValid()).isTrue();
        });
        Record row = row("msg_1");
        assertThat(row.get(WEBHOOK_OUTBOX.STATE)).isEqualTo("delivered");
        assertThat(row.get(WEBHOOK_OUTBOX.ATTEMPTS)).isEqualTo(1);
        assertThat(row.get(WEBHOOK_OUTBOX.LAST_STATUS)).isEqualTo(204);
        assertThat(row.get(WEBHOOK_OUTBOX.LAST_ERROR)).isNull();
        assertThat(row.get(WEBHOOK_OUTBOX.DELIVERED_AT)).isEqualTo(row.get(WEBHOOK_OUTBOX.LAST_ATTEMPT_AT));
    }

    @Test
    void leavesAWebhookThatIsNotDue() {
        enqueue("msg_1", receiver.url().toString());
        database.update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, field("now() + interval '1 hour'", SQLDataType.INSTANT))
                .execute();

        assertThat(delivery.deliverDue()).isZero();
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void retriesAtTheTablesTimesUnderOneIdWithNewTimestampsThenGivesUp() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(IntStream.range(0, 10).mapToObj(i -> BROKEN).toArray(WebhookAnswer[]::new));
        List<Duration> waits = new ArrayList<>();

        for (int attempt = 1; attempt <= 10; attempt++) {
            assertThat(delivery.deliverDue()).isEqualTo(1);
            Record row = row("msg_1");
            assertThat(row.get(WEBHOOK_OUTBOX.ATTEMPTS)).isEqualTo(attempt);
            assertThat(row.get(WEBHOOK_OUTBOX.LAST_STATUS)).isEqualTo(500);
            assertThat(row.get(WEBHOOK_OUTBOX.LAST_ERROR)).isEqualTo("the receiver answered 500");
            if (attempt < 10) {
                assertThat(row.get(WEBHOOK_OUTBOX.STATE)).isEqualTo("pending");
                waits.add(waitOf(row));
            }
            makeDue();
            clock.advance(Duration.ofSeconds(7));
        }

        assertThat(waits)
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofHours(5),
                        Duration.ofHours(10),
                        Duration.ofHours(14),
                        Duration.ofHours(20),
                        Duration.ofHours(24));
        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.STATE)).isEqualTo("exhausted");
        assertThat(delivery.deliverDue()).isZero();
        assertThat(receiver.received()).hasSize(10).allMatch(ReceivedWebhook::signatureValid);
        assertThat(receiver.received()).extracting(ReceivedWebhook::id).containsOnly("msg_1");
        assertThat(receiver.received())
                .extracting(ReceivedWebhook::timestamp)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void deliversAfterAnOutageThatEndsBeforeTheLastAttempt() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(IntStream.range(0, 9).mapToObj(i -> BROKEN).toArray(WebhookAnswer[]::new));

        for (int attempt = 1; attempt <= 10; attempt++) {
            delivery.deliverDue();
            makeDue();
        }

        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.STATE)).isEqualTo("delivered");
        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.ATTEMPTS)).isEqualTo(10);
    }

    @Test
    void waitsAsLongAsTheReceiverAsksWhereThatIsLater() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(BROKEN.with(Map.of("Retry-After", "3600")), BROKEN.with(Map.of("Retry-After", "1")));

        delivery.deliverDue();
        assertThat(waitOf(row("msg_1"))).isEqualTo(Duration.ofHours(1));

        makeDue();
        delivery.deliverDue();
        assertThat(waitOf(row("msg_1"))).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void disablesAWebhookThatTheReceiverWantsNoMore() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(WebhookAnswer.status(410));

        delivery.deliverDue();
        makeDue();

        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.STATE)).isEqualTo("disabled");
        assertThat(delivery.deliverDue()).isZero();
    }

    @Test
    void countsARedirectAsAFailedAttempt() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(
                WebhookAnswer.status(302).with(Map.of("Location", "http://169.254.169.254/latest/meta-data/")));

        delivery.deliverDue();

        Record row = row("msg_1");
        assertThat(row.get(WEBHOOK_OUTBOX.STATE)).isEqualTo("pending");
        assertThat(row.get(WEBHOOK_OUTBOX.LAST_STATUS)).isEqualTo(302);
        assertThat(row.get(WEBHOOK_OUTBOX.LAST_ERROR)).isEqualTo("redirects are not followed");
    }

    @Test
    void triesARefusedAddressAgainLikeAnyFailure() {
        enqueue("msg_1", "http://hooks.example.com/");
        try (WebhookSender strict =
                new WebhookSender(settings, new TargetAddressPolicy(false, HostResolver.system()), clock)) {
            delivery(strict, new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER))
                    .deliverDue();
        }

        Record row = row("msg_1");
        assertThat(row.get(WEBHOOK_OUTBOX.STATE)).isEqualTo("pending");
        assertThat(row.get(WEBHOOK_OUTBOX.LAST_STATUS)).isNull();
        assertThat(row.get(WEBHOOK_OUTBOX.LAST_ERROR)).isEqualTo("the webhook address must begin with https://");
    }

    @Test
    void deliversAgainUnderTheSameIdWhereAWorkerDiedBeforeRecording() {
        enqueue("msg_1", receiver.url().toString());
        Outbox ofTheDead = new Outbox(database, WORKER, settings.lease());
        ClaimedWebhook lost = ofTheDead.claimDue(Set.of()).orElseThrow();
        sender.send(lost.webhook());

        assertThat(delivery.deliverDue()).as("while the lease lasts").isZero();
        makeDue();
        assertThat(delivery.deliverDue()).as("when the lease has passed").isEqualTo(1);

        assertThat(receiver.received()).extracting(ReceivedWebhook::id).containsExactly("msg_1", "msg_1");
        AttemptReport late = report(DeliveryResult.Failed.because("late"));
        assertThat(ofTheDead.record(lost, late))
                .as("a late record of the lost claim")
                .isEmpty();
        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.STATE)).isEqualTo("delivered");
        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void recordsNothingOverAnotherWorkersClaim() {
        enqueue("msg_1", receiver.url().toString());
        Outbox outbox = new Outbox(database, WORKER, settings.lease());
        ClaimedWebhook first = outbox.claimDue(Set.of()).orElseThrow();
        makeDue();
        ClaimedWebhook second = outbox.claimDue(Set.of()).orElseThrow();
        AttemptReport report = report(new DeliveryResult.Delivered(200));

        assertThat(outbox.record(first, report)).isEmpty();
        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.STATE)).isEqualTo("pending");
        assertThat(outbox.record(second, report)).isPresent();
        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void sharesTheOutboxBetweenTwoWorkers() {
        IntStream.range(0, 60).forEach(i -> enqueue("msg_" + i, receiver.url().toString()));

        try (OutboxDelivery other = delivery(new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER))) {
            delivery.start();
            other.start();
            await().atMost(PATIENCE).until(() -> inState("delivered") == 60);
        }

        assertThat(receiver.received())
                .extracting(ReceivedWebhook::id)
                .hasSize(60)
                .doesNotHaveDuplicates();
    }

    @Test
    void aSilentReceiverHoldsUpItsOwnWebhooksAlone() {
        WebhookAnswer silence = WebhookAnswer.status(204).after(Duration.ofMinutes(1));
        try (WebhookSender toNames = senderToNames();
                OutboxDelivery busy = delivery(toNames, new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER));
                WebhookReceiver silent = WebhookReceiver.start(TestSecrets.NEW)) {
            silent.answerNext(IntStream.range(0, 40).mapToObj(i -> silence).toArray(WebhookAnswer[]::new));
            IntStream.range(0, 40).forEach(i -> enqueue("msg_silent_" + i, named(silent, "Silent.example.test")));
            makeDueInOrder();
            busy.start();
            silent.await(HostSlots.MOST_OF_A_HOST, PATIENCE);

            IntStream.range(0, 40).forEach(i -> enqueue("msg_" + i, named(receiver, "good.example.test")));

            await().atMost(Duration.ofSeconds(10)).until(() -> inState("delivered") == 40);
            assertThat(receiver.received()).hasSize(40).allMatch(ReceivedWebhook::signatureValid);
            assertThat(silent.received()).as("while none of these is answered").hasSize(HostSlots.MOST_OF_A_HOST);
            assertThat(inState("pending")).isEqualTo(40);
        }
    }

    @Test
    void beginsNoAttemptOnceItsTimeIsOver() throws Exception {
        WebhookAnswer late = WebhookAnswer.status(204).after(Duration.ofMinutes(1));
        receiver.answerNext(IntStream.range(0, 30).mapToObj(i -> late).toArray(WebhookAnswer[]::new));
        IntStream.range(0, 30).forEach(i -> enqueue("msg_" + i, receiver.url().toString()));
        AtomicLong nanos = new AtomicLong();
        try (OutboxDelivery timed = new OutboxDelivery(
                        database,
                        WORKER,
                        sender,
                        new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER),
                        settings,
                        nanos::get);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> attempts = threads.submit(() -> timed.deliverDue(Duration.ofHours(1)));
            receiver.await(HostSlots.MOST_OF_A_HOST, PATIENCE);

            nanos.set(Duration.ofHours(1).toNanos());
            receiver.close();

            assertThat(attempts.get()).isEqualTo(HostSlots.MOST_OF_A_HOST);
        }
        assertThat(database.fetchCount(WEBHOOK_ATTEMPTS)).isEqualTo(HostSlots.MOST_OF_A_HOST);
        assertThat(inState("pending")).isEqualTo(30);
    }

    @Test
    void refillsASlotWhileOtherAttemptsAreInFlight() {
        receiver.answerNext(WebhookAnswer.status(204).after(Duration.ofMinutes(1)));
        IntStream.range(0, 50).forEach(i -> enqueue("msg_" + i, receiver.url().toString()));

        delivery.start();

        await().atMost(Duration.ofSeconds(10)).until(() -> inState("delivered") == 49);
        assertThat(database.fetchCount(WEBHOOK_ATTEMPTS)).isEqualTo(49);
        receiver.close();
    }

    @Test
    void givesAFreeSlotToAHostThatHoldsNoneFirst() {
        IntStream.range(0, 30).forEach(i -> enqueue("msg_a_" + i, "https://a.example.test/hook"));
        IntStream.range(0, 30).forEach(i -> enqueue("msg_b_" + i, "https://b.example.test:8443/hook"));
        makeDueInOrder();
        HostSlots slots = new HostSlots();
        DueSearch search = search(slots, () -> 0);
        IntStream.range(0, HostSlots.ALL)
                .forEach(i -> assertThat(search.claim()).isPresent());
        assertThat(slots.full()).containsExactlyInAnyOrder("a.example.test", "b.example.test");
        enqueue("msg_c", "https://C.example.test?d=https://a.example.test");
        search.renew();
        assertThat(search.claim()).as("without a free slot").isEmpty();

        slots.giveBack("a.example.test");

        assertThat(search.claim().orElseThrow().host()).isEqualTo("c.example.test");
        slots.giveBack("c.example.test");
        assertThat(search.claim().orElseThrow().host()).isEqualTo("a.example.test");
    }

    @Test
    void looksAgainBesideABusyHostOnlyWhenThereMayBeSomethingNew() {
        AtomicLong nanos = new AtomicLong();
        HostSlots slots = new HostSlots();
        DueSearch search = search(slots, nanos::get);
        IntStream.range(0, 30).forEach(i -> enqueue("msg_a_" + i, "https://[2001:db8::1]:8443/hook"));
        IntStream.range(0, HostSlots.MOST_OF_A_HOST)
                .forEach(i -> assertThat(search.claim()).isPresent());
        assertThat(search.claim()).isEmpty();
        assertThat(slots.full()).containsExactly("[2001:db8::1]");

        enqueue("msg_b", "https://b.example.test/hook");
        assertThat(search.claim()).as("nothing told of it").isEmpty();
        assertThat(search.pause()).isEqualTo(settings.pollInterval());

        nanos.addAndGet(settings.pollInterval().toNanos());
        assertThat(search.claim().orElseThrow().host()).isEqualTo("b.example.test");

        assertThat(search.claim()).isEmpty();
        enqueue("msg_c", "https://c.example.test/hook");
        search.renew();
        assertThat(search.claim().orElseThrow().host()).isEqualTo("c.example.test");
    }

    @Test
    void attemptsAnAddressWithoutAHostToo() {
        enqueue("msg_1", "no address");
        enqueue("msg_2", "mailto:someone");

        assertThat(delivery.deliverDue()).isEqualTo(2);

        assertThatLogEndsWith("msg_1", "refused", null, null, "the webhook address is no valid URL");
        assertThatLogEndsWith("msg_2", "refused", null, null, "the webhook address must begin with https://");
    }

    @Test
    void deliversAtOnceWhenWoken() {
        WebhookSettings lazy = new WebhookSettings(
                true, settings.secrets(), Duration.ofHours(1), Duration.ofSeconds(15), settings.retryWaits());
        try (OutboxDelivery sleeping = new OutboxDelivery(
                database,
                WORKER,
                sender,
                new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER),
                lazy,
                System::nanoTime)) {
            enqueue("msg_1", receiver.url().toString());
            sleeping.start();
            await().atMost(PATIENCE).until(() -> inState("delivered") == 1);

            enqueue("msg_2", receiver.url().toString());
            sleeping.wake();
            await().atMost(PATIENCE).until(() -> inState("delivered") == 2);
        }
    }

    @Test
    void goesOnAfterTheDatabaseWasAway() {
        delivery.start();
        postgres.stop();
        try {
            await().atMost(PATIENCE)
                    .until(() -> messages().stream().anyMatch(line -> line.contains("next try in 50 ms")));
            assertThat(messages())
                    .as("no statement")
                    .noneMatch(line -> line.contains("SQL") || line.contains("with \"due\""));
        } finally {
            postgres.startAgain();
        }
        enqueue("msg_1", receiver.url().toString());

        await().atMost(PATIENCE).until(() -> inState("delivered") == 1);
    }

    @Test
    void waitsForTheAttemptInFlightWhenClosed() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(WebhookAnswer.status(204).after(Duration.ofMillis(500)));
        delivery.start();
        receiver.awaitFirst(PATIENCE);

        delivery.close();

        assertThat(inState("delivered")).isEqualTo(1);
    }

    @Test
    void cutsTheAttemptInFlightOffWhereTheClosingIsInterrupted() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(WebhookAnswer.status(204).after(Duration.ofMinutes(1)));
        delivery.start();
        receiver.awaitFirst(PATIENCE);

        Thread.currentThread().interrupt();
        delivery.close();

        assertThat(Thread.interrupted()).isTrue();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> messages().stream()
                        .anyMatch(line -> line.contains(
                                "attempt 1 cut off by the shutdown; attempted again when its lease has passed")));
        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.ATTEMPTS)).isZero();
        assertThat(inState("pending")).isEqualTo(1);
    }

    @Test
    void logsWhatHappensNextButNeitherQueryNorSecret() {
        enqueue("msg_1", receiver.url() + "?token=hush");
        enqueue("msg_2", receiver.url() + "?token=hush");
        receiver.answerNext(BROKEN);

        delivery.deliverDue();

        assertThat(messages())
                .hasSize(2)
                .anyMatch(line -> line.matches("Webhook msg_[12] of job job-msg_[12] to 127.0.0.1/webhooks, attempt 1: "
                        + "status 500, the receiver answered 500; retry at 20.*Z"))
                .anyMatch(line -> line.endsWith("attempt 1: status 204; delivered"))
                .noneMatch(line -> line.contains("hush") || line.contains("whsec"));
    }

    @Test
    void logsADeliveryWithItsAddressAndItsWorker() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(WebhookAnswer.status(204).after(Duration.ofMillis(50)));

        delivery.deliverDue();

        assertThat(logOf("msg_1")).singleElement().satisfies(logged -> {
            assertThat(logged.get(WEBHOOK_ATTEMPTS.REPLAY)).isZero();
            assertThat(logged.get(WEBHOOK_ATTEMPTS.ATTEMPT)).isEqualTo(1);
            assertThat(logged.get(WEBHOOK_ATTEMPTS.ENDED_AT))
                    .isEqualTo(row("msg_1").get(WEBHOOK_OUTBOX.DELIVERED_AT));
            assertThat(logged.get(WEBHOOK_ATTEMPTS.DURATION_MILLIS)).isBetween(50L, PATIENCE.toMillis());
            assertThat(logged.get(WEBHOOK_ATTEMPTS.ADDRESS)).isEqualTo(addressOf(receiver));
            assertThat(logged.get(WEBHOOK_ATTEMPTS.STATUS)).isEqualTo(204);
            assertThat(logged.get(WEBHOOK_ATTEMPTS.OUTCOME)).isEqualTo("delivered");
            assertThat(logged.get(WEBHOOK_ATTEMPTS.REASON)).isNull();
            assertThat(logged.get(WEBHOOK_ATTEMPTS.NEXT_ATTEMPT_AT)).isNull();
            assertThat(logged.get(WEBHOOK_ATTEMPTS.WORKER)).isEqualTo(WORKER);
        });
    }

    @Test
    void logsAReceiverThatAcceptsAndIsSilent() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(WebhookAnswer.status(204).after(Duration.ofMinutes(1)));
        WebhookSettings hasty = TestSecrets.settings(TestSecrets.NEW, Duration.ofMillis(500));

        try (WebhookSender impatient =
                new WebhookSender(hasty, new TargetAddressPolicy(true, HostResolver.system()), clock)) {
            delivery(impatient, new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER))
                    .deliverDue();
        }

        assertThat(receiver.received()).hasSize(1);
        assertThatLogEndsWith("msg_1", "failed", addressOf(receiver), null, "no answer within 500 ms");
        assertThat(logOf("msg_1").getLast().get(WEBHOOK_ATTEMPTS.DURATION_MILLIS))
                .isBetween(500L, PATIENCE.toMillis());
    }

    @Test
    void sendsAgainUnderOneIdWhatTheReceiverAcceptedTooLate() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(WebhookAnswer.status(200).after(Duration.ofSeconds(2)));
        WebhookSettings hasty = TestSecrets.settings(TestSecrets.NEW, Duration.ofMillis(500));

        try (WebhookSender impatient =
                new WebhookSender(hasty, new TargetAddressPolicy(true, HostResolver.system()), clock)) {
            OutboxDelivery impatiently = delivery(impatient, new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER));
            impatiently.deliverDue();
            assertThat(row("msg_1").get(WEBHOOK_OUTBOX.STATE)).isEqualTo("pending");
            assertThatLogEndsWith("msg_1", "failed", addressOf(receiver), null, "no answer within 500 ms");
            assertThat(messages()).last().asString().contains("no answer within 500 ms; retry at");
            clock.advance(Duration.ofSeconds(5));
            makeDue();
            impatiently.deliverDue();
        }

        assertThat(receiver.received()).extracting(ReceivedWebhook::id).containsExactly("msg_1", "msg_1");
        assertThat(receiver.received())
                .allMatch(ReceivedWebhook::signatureValid)
                .extracting(ReceivedWebhook::timestamp)
                .doesNotHaveDuplicates();
        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.STATE)).isEqualTo("delivered");
        assertThat(logOf("msg_1"))
                .extracting(logged -> logged.get(WEBHOOK_ATTEMPTS.OUTCOME))
                .containsExactly("failed", "delivered");
    }

    @Test
    void logsARedirectThatItDoesNotFollow() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(
                WebhookAnswer.status(302).with(Map.of("Location", "http://169.254.169.254/latest/meta-data/")));

        delivery.deliverDue();

        assertThatLogEndsWith("msg_1", "failed", addressOf(receiver), 302, "redirects are not followed");
        assertThat(logOf("msg_1").getLast().get(WEBHOOK_ATTEMPTS.NEXT_ATTEMPT_AT))
                .isEqualTo(row("msg_1").get(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT));
    }

    @Test
    void logsAReceiverThatIsGone() {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(WebhookAnswer.status(410));

        delivery.deliverDue();

        assertThatLogEndsWith("msg_1", "gone", addressOf(receiver), 410, "the receiver answered 410");
        assertThat(logOf("msg_1").getLast().get(WEBHOOK_ATTEMPTS.NEXT_ATTEMPT_AT))
                .isNull();
    }

    @Test
    void logsARefusedAddressToWhichNothingWasSent() {
        enqueue("msg_1", "https://127.0.0.1:" + receiver.url().getPort() + "/");

        try (WebhookSender strict =
                new WebhookSender(settings, new TargetAddressPolicy(false, HostResolver.system()), clock)) {
            delivery(strict, new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER))
                    .deliverDue();
        }

        assertThat(receiver.received()).isEmpty();
        assertThatLogEndsWith("msg_1", "refused", null, null, "the webhook address's host is not public (loopback)");
    }

    @Test
    void logsEveryAttemptOfAnOutageToTheLast() {
        enqueue("msg_1", receiver.url().toString());
        receiver.close();

        for (int attempt = 1; attempt <= 10; attempt++) {
            delivery.deliverDue();
            makeDue();
        }

        assertThat(logOf("msg_1"))
                .extracting(logged -> logged.get(WEBHOOK_ATTEMPTS.ATTEMPT))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(logOf("msg_1"))
                .allSatisfy(logged -> {
                    assertThat(logged.get(WEBHOOK_ATTEMPTS.ADDRESS)).isNull();
                    assertThat(logged.get(WEBHOOK_ATTEMPTS.REASON)).contains("Connection refused");
                })
                .extracting(logged -> logged.get(WEBHOOK_ATTEMPTS.NEXT_ATTEMPT_AT) == null)
                .endsWith(true)
                .containsOnlyOnce(true);
    }

    @Test
    void logsNothingOfAnAttemptWhoseLeaseHadPassed() {
        enqueue("msg_1", receiver.url().toString());
        Outbox outbox = new Outbox(database, WORKER, settings.lease());
        ClaimedWebhook first = outbox.claimDue(Set.of()).orElseThrow();
        makeDue();
        assertThat(outbox.claimDue(Set.of())).isPresent();

        assertThat(outbox.record(first, report(new DeliveryResult.Delivered(200))))
                .isEmpty();

        assertThat(logOf("msg_1")).isEmpty();
    }

    @Test
    void recordsNoOutcomeWithoutItsLogRow() {
        enqueue("msg_1", receiver.url().toString());
        Outbox outbox = new Outbox(database, WORKER, settings.lease());
        ClaimedWebhook claimed = outbox.claimDue(Set.of()).orElseThrow();
        database.insertInto(WEBHOOK_ATTEMPTS)
                .set(WEBHOOK_ATTEMPTS.WEBHOOK_ID, "msg_1")
                .set(WEBHOOK_ATTEMPTS.REPLAY, 0)
                .set(WEBHOOK_ATTEMPTS.ATTEMPT, 1)
                .set(WEBHOOK_ATTEMPTS.DURATION_MILLIS, 0L)
                .set(WEBHOOK_ATTEMPTS.OUTCOME, "delivered")
                .set(WEBHOOK_ATTEMPTS.WORKER, "in the way")
                .execute();

        assertThatThrownBy(() -> outbox.record(claimed, report(new DeliveryResult.Delivered(200))))
                .isInstanceOf(DataAccessException.class);

        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.STATE)).isEqualTo("pending");
        assertThat(row("msg_1").get(WEBHOOK_OUTBOX.ATTEMPTS)).isZero();
    }

    @Test
    void logsNeitherSecretNorSignatureNorAnswer() throws Exception {
        enqueue("msg_1", receiver.url().toString());
        receiver.answerNext(BROKEN.with(Map.of("X-Answer", "hush")));
        delivery.deliverDue();

        assertThat(database.selectFrom(WEBHOOK_ATTEMPTS).fetch().formatCSV())
                .doesNotContain("whsec", "v1,", "hush", TestSecrets.NEW);
    }

    /** A sender to which every name is this machine's. */
    private WebhookSender senderToNames() {
        return new WebhookSender(
                settings, new TargetAddressPolicy(true, host -> List.of(InetAddress.ofLiteral("127.0.0.1"))), clock);
    }

    private static String named(WebhookReceiver receiver, String host) {
        return "http://%s:%d/webhooks".formatted(host, receiver.url().getPort());
    }

    private DueSearch search(HostSlots slots, LongSupplier nanoTime) {
        return new DueSearch(new Outbox(database, WORKER, settings.lease()), slots, settings.pollInterval(), nanoTime);
    }

    private OutboxDelivery delivery(RetrySchedule schedule) {
        return delivery(sender, schedule);
    }

    private OutboxDelivery delivery(WebhookSender through, RetrySchedule schedule) {
        return new OutboxDelivery(database, WORKER, through, schedule, settings, System::nanoTime);
    }

    private static AttemptReport report(DeliveryResult result) {
        RetrySchedule twice = new RetrySchedule(List.of(Duration.ZERO, Duration.ofSeconds(1)), NO_JITTER);
        return AttemptReport.of(DeliveryAttempt.unconnected(result), Duration.ZERO, 1, twice);
    }

    private static void enqueue(String webhookId, String targetUrl) {
        String jobId = "job-" + webhookId;
        database.insertInto(COMPILE_JOBS)
                .set(COMPILE_JOBS.JOB_ID, jobId)
                .set(COMPILE_JOBS.SCRIPT_ID, 1)
                .set(COMPILE_JOBS.SCHEMA_VERSION, 1)
                .set(COMPILE_JOBS.REQUEST, JSONB.valueOf("{}"))
                .set(COMPILE_JOBS.REQUEST_FINGERPRINT, "none")
                .execute();
        database.insertInto(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.WEBHOOK_ID, webhookId)
                .set(WEBHOOK_OUTBOX.JOB_ID, jobId)
                .set(WEBHOOK_OUTBOX.EVENT_TYPE, "video.compiled")
                .set(WEBHOOK_OUTBOX.TARGET_URL, targetUrl)
                .set(WEBHOOK_OUTBOX.PAYLOAD, "{\"type\":\"video.compiled\"}")
                .execute();
    }

    /** Lets the wait of every webhook pass, and every lease. */
    private static void makeDue() {
        database.update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, field("now()", SQLDataType.INSTANT))
                .execute();
    }

    /** Lets the wait of every webhook pass, of each a little after that of the one before by its id. */
    private static void makeDueInOrder() {
        database.execute("update video_compilation.webhook_outbox o set next_attempt_at = now() - interval '1 hour'"
                + " + p.place * interval '1 millisecond' from (select webhook_id, row_number() over (order by webhook_id)"
                + " as place from video_compilation.webhook_outbox) p where p.webhook_id = o.webhook_id");
    }

    private static Record row(String webhookId) {
        return database.selectFrom(WEBHOOK_OUTBOX)
                .where(WEBHOOK_OUTBOX.WEBHOOK_ID.eq(webhookId))
                .fetchSingle();
    }

    private static List<Record> logOf(String webhookId) {
        return List.copyOf(database.selectFrom(WEBHOOK_ATTEMPTS)
                .where(WEBHOOK_ATTEMPTS.WEBHOOK_ID.eq(webhookId))
                .orderBy(WEBHOOK_ATTEMPTS.REPLAY, WEBHOOK_ATTEMPTS.ATTEMPT)
                .fetch());
    }

    private static void assertThatLogEndsWith(
            String webhookId, String outcome, @Nullable String address, @Nullable Integer status, String reason) {
        Record last = logOf(webhookId).getLast();
        assertThat(last.get(WEBHOOK_ATTEMPTS.OUTCOME)).isEqualTo(outcome);
        assertThat(last.get(WEBHOOK_ATTEMPTS.ADDRESS)).isEqualTo(address);
        assertThat(last.get(WEBHOOK_ATTEMPTS.STATUS)).isEqualTo(status);
        assertThat(last.get(WEBHOOK_ATTEMPTS.REASON)).isEqualTo(reason);
    }

    private static String addressOf(WebhookReceiver receiver) {
        return "127.0.0.1:" + receiver.url().getPort();
    }

    private static Duration waitOf(Record row) {
        Instant last = row.get(WEBHOOK_OUTBOX.LAST_ATTEMPT_AT);
        return Duration.between(last, row.get(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT));
    }

    private static int inState(String state) {
        return database.fetchCount(WEBHOOK_OUTBOX, WEBHOOK_OUTBOX.STATE.eq(state));
    }

    private List<String> messages() {
        return List.copyOf(logged.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
