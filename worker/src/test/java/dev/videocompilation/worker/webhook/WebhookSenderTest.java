package dev.videocompilation.worker.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.videocompilation.devstack.WebhookAnswer;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.worker.job.StoppedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebhookSenderTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("8.8.8.8");
    private static final Duration SHORT = Duration.ofMillis(500);

    private final SettableClock clock = new SettableClock();
    private final WebhookReceiver receiver = WebhookReceiver.start(TestSecrets.NEW);
    private final WebhookSender sender = sender(TestSecrets.NEW, Duration.ofSeconds(15), HostResolver.system());

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
    }

    @Test
    void deliversASignedBody() {
        assertThat(sender.send(to(receiver.url())).result()).isEqualTo(new DeliveryResult.Delivered(204));

        assertThat(receiver.received()).singleElement().satisfies(received -> {
            assertThat(received.id()).isEqualTo("msg_1");
            assertThat(received.timestamp()).isEqualTo(clock.instant());
            assertThat(received.body()).isEqualTo("{\"title\":\"Grüße\"}");
            assertThat(received.signatureValid()).isTrue();
        });
    }

    @Test
    void sendsNoHeadersBeyondThoseThatTheReceiverNeeds() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        BlockingQueue<Headers> seen = new LinkedBlockingQueue<>();
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders());
            exchange.getResponseHeaders().set("Set-Cookie", "session=1");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?token=1");
            sender.send(to(url));
            sender.send(to(url));
        } finally {
            server.stop(0);
        }

        assertThat(seen).hasSize(2).allSatisfy(headers -> {
            assertThat(headers.getFirst("content-type")).isEqualTo("application/json");
            assertThat(headers.getFirst("user-agent")).isEqualTo("video-compilation-worker");
            assertThat(headers.keySet())
                    .containsExactlyInAnyOrder(
                            "Host",
                            "Connection",
                            "Content-length",
                            "Content-type",
                            "User-agent",
                            "Webhook-id",
                            "Webhook-timestamp",
                            "Webhook-signature");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {TestSecrets.OLD, TestSecrets.NEW})
    void satisfiesAReceiverWithEitherSecretDuringARotation(String itsSecret) {
        try (WebhookReceiver either = WebhookReceiver.start(itsSecret);
                WebhookSender rotating = sender(
                        "127.0.0.1=" + TestSecrets.NEW + ",127.0.0.1=" + TestSecrets.OLD,
                        Duration.ofSeconds(15),
                        HostResolver.system())) {
            rotating.send(to(either.url()));

            assertThat(either.received())
                    .singleElement()
                    .satisfies(received -> assertThat(received.signatureValid()).isTrue());
        }
    }

    @Test
    void sendsNothingUnsigned() {
        try (WebhookSender unsigned =
                sender("hooks.example.com=" + TestSecrets.NEW, Duration.ofSeconds(15), HostResolver.system())) {
            assertThat(unsigned.send(to(receiver.url())).result())
                    .isEqualTo(DeliveryResult.Failed.because("WEBHOOK_SECRETS holds no secret for the host 127.0.0.1"));
        }
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void doesNotFollowARedirectToTheMetadataAddress() {
        receiver.answerNext(WebhookAnswer.status(302)
                .with(Map.of("Location", "http://169.254.169.254/latest/meta-data/iam/security-credentials/")));

        assertThat(sender.send(to(receiver.url())).result())
                .isEqualTo(new DeliveryResult.Failed(Optional.of(302), "redirects are not followed", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirectNotEvenToTheReceiverItself(int status) {
        receiver.answerNext(WebhookAnswer.status(status).with(Map.of("Location", receiver.url() + "/elsewhere")));

        assertThat(sender.send(to(receiver.url())).result()).isInstanceOf(DeliveryResult.Failed.class);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void reportsWhatTheReceiverAnswered() {
        receiver.answerNext(
                WebhookAnswer.status(410),
                WebhookAnswer.status(500),
                WebhookAnswer.status(429).with(Map.of("Retry-After", "120")));

        assertThat(sender.send(to(receiver.url())).result()).isEqualTo(new DeliveryResult.Gone());
        assertThat(sender.send(to(receiver.url())).result())
                .isEqualTo(new DeliveryResult.Failed(Optional.of(500), "the receiver answered 500", Optional.empty()));
        assertThat(sender.send(to(receiver.url())).result())
                .isEqualTo(new DeliveryResult.Failed(
                        Optional.of(429), "the receiver answered 429", Optional.of(Duration.ofMinutes(2))));
        assertThat(receiver.received()).hasSize(3);
    }

    @Test
    void refusesAHostThatWasPublicWhenCheckedAndIsInnerWhenConnected() throws IOException {
        AtomicInteger resolvings = new AtomicInteger();
        HostResolver rebinding = host -> List.of(resolvings.getAndIncrement() == 0 ? PUBLIC : LOOPBACK);
        TargetAddressPolicy policy = new TargetAddressPolicy(false, rebinding);
        try (RawReceiver inner = RawReceiver.dripping("");
                WebhookSender strict = new WebhookSender(TestSecrets.settings(TestSecrets.NEW, SHORT), policy, clock)) {
            URI url = URI.create("https://hooks.example.com:" + inner.port() + "/");

            assertThat(policy.check(url)).isEqualTo(new TargetCheck.Allowed());
            assertThat(strict.send(to(url)).result())
                    .isEqualTo(new DeliveryResult.Refused("the webhook address's host is not public (loopback)"));

            assertThat(resolvings).hasValue(2);
            assertThat(inner.connections()).isZero();
        }
    }

    @Test
    void refusesAHostThatHidesAnInnerAddressBehindAPublicOne() throws IOException {
        TargetAddressPolicy policy = new TargetAddressPolicy(false, host -> List.of(LOOPBACK, PUBLIC));
        try (RawReceiver inner = RawReceiver.dripping("");
                WebhookSender strict = new WebhookSender(TestSecrets.settings(TestSecrets.NEW, SHORT), policy, clock)) {
            assertThat(strict.send(to(URI.create("https://hooks.example.com:" + inner.port() + "/")))
                            .result())
                    .isInstanceOf(DeliveryResult.Refused.class);
            assertThat(inner.connections()).isZero();
        }
    }

    @Test
    void connectsToTheVeryAddressThatWasCheckedAndResolvesOncePerAttempt() {
        AtomicInteger resolvings = new AtomicInteger();
        HostResolver only = host -> {
            resolvings.incrementAndGet();
            return List.of(LOOPBACK);
        };
        try (WebhookSender resolving = sender(TestSecrets.NEW, Duration.ofSeconds(15), only)) {
            URI url = URI.create("http://known-to-this-resolver-only.invalid:"
                    + receiver.url().getPort() + "/");

            assertThat(resolving.send(to(url)).result()).isEqualTo(new DeliveryResult.Delivered(204));
            assertThat(resolving.send(to(url)).result()).isEqualTo(new DeliveryResult.Delivered(204));
            assertThat(resolvings).hasValue(2);
        }
    }

    @Test
    void tellsTheAddressThatItWasConnectedTo() throws IOException {
        assertThat(sender.send(to(receiver.url())).connectedTo())
                .contains(new InetSocketAddress(LOOPBACK, receiver.url().getPort()));
        try (RawReceiver plain = RawReceiver.flooding("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertThat(sender.send(to(URI.create("https://127.0.0.1:" + plain.port() + "/")))
                            .connectedTo())
                    .as("where the handshake fails")
                    .contains(new InetSocketAddress(LOOPBACK, plain.port()));
        }
        receiver.close();
        assertThat(sender.send(to(receiver.url())).connectedTo())
                .as("where nobody listens")
                .isEmpty();
    }

    @Test
    void refusesAWrongAddressWithoutAnAttempt() {
        assertThat(sender.send(new OutgoingWebhook("msg_1", "http://not a url", "{}"))
                        .result())
                .isInstanceOf(DeliveryResult.Refused.class);
        assertThat(sender.send(new OutgoingWebhook("msg_1", "ftp://127.0.0.1/", "{}"))
                        .result())
                .isInstanceOf(DeliveryResult.Refused.class);
    }

    @Test
    void failsWhereNobodyListens() {
        receiver.close();

        assertThat(sender.send(to(receiver.url())).result())
                .isInstanceOfSatisfying(
                        DeliveryResult.Failed.class,
                        failed -> assertThat(failed.reason()).contains("refused"));
    }

    @Test
    void failsWhereTheReceiverDoesNotSpeakTls() throws IOException {
        try (RawReceiver plain = RawReceiver.flooding("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertThat(sender.send(to(URI.create("https://127.0.0.1:" + plain.port() + "/")))
                            .result())
                    .isInstanceOfSatisfying(
                            DeliveryResult.Failed.class,
                            failed -> assertThat(failed.reason()).contains("SSL"));
        }
    }

    @Test
    void endsAtTheDeadlineWhereTheReceiverAcceptsAndIsSilent() {
        receiver.answerNext(WebhookAnswer.status(204).after(Duration.ofMinutes(1)));

        assertTimedOut(receiver.url());
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void endsAtTheDeadlineWhereTheAnswersHeadDrips() throws IOException {
        try (RawReceiver dripping = RawReceiver.dripping("HTTP/1.1 200 OK\r\nServer: ")) {
            assertTimedOut(dripping.url());
            await().until(() -> dripping.cutOff() == 1);
        }
    }

    @Test
    void endsAtTheDeadlineWhereTheHandshakeDrips() throws IOException {
        try (RawReceiver dripping = RawReceiver.dripping("\u0016\u0003\u0003??")) {
            assertTimedOut(URI.create("https://127.0.0.1:" + dripping.port() + "/"));
            await().until(() -> dripping.cutOff() == 1);
        }
    }

    @Test
    void endsAtTheDeadlineWhereTheResolverHangs() {
        CountDownLatch released = new CountDownLatch(1);
        HostResolver hanging = host -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of(LOOPBACK);
        };
        try (WebhookSender resolving = sender(TestSecrets.NEW, SHORT, hanging)) {
            assertThat(resolving.send(to(receiver.url())).result()).isEqualTo(timedOut());
        } finally {
            released.countDown();
        }
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void trustsTheStatusWhereTheBodyDripsBeyondTheDeadline() throws IOException {
        try (RawReceiver dripping = RawReceiver.dripping("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                WebhookSender hasty = sender(TestSecrets.NEW, SHORT, HostResolver.system())) {
            assertThat(hasty.send(to(dripping.url())).result()).isEqualTo(new DeliveryResult.Delivered(200));
            await().until(() -> dripping.cutOff() == 1);
        }
    }

    @Test
    void cutsAnEndlessBodyLongBeforeTheDeadline() throws IOException {
        try (RawReceiver flooding = RawReceiver.flooding("HTTP/1.1 500 Oops\r\nTransfer-Encoding: identity\r\n\r\n")) {
            assertThat(sender.send(to(flooding.url())).result()).isInstanceOf(DeliveryResult.Failed.class);
            await().until(() -> flooding.cutOff() == 1);
            assertThat(flooding.written()).isLessThan(64 << 20);
        }
    }

    @Test
    void cutsAnEndlessHead() throws IOException {
        try (RawReceiver flooding = RawReceiver.flooding("HTTP/1.1 200 OK\r\nServer: ")) {
            assertThat(sender.send(to(flooding.url())).result()).isInstanceOf(DeliveryResult.Failed.class);
            await().until(() -> flooding.cutOff() == 1);
        }
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() {
        receiver.answerNext(WebhookAnswer.status(204).after(Duration.ofMinutes(1)));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> sender.send(to(receiver.url()))).isInstanceOf(StoppedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private void assertTimedOut(URI url) {
        try (WebhookSender hasty = sender(TestSecrets.NEW, SHORT, HostResolver.system())) {
            long start = System.nanoTime();
            assertThat(hasty.send(to(url)).result()).isEqualTo(timedOut());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static DeliveryResult timedOut() {
        return DeliveryResult.Failed.because("no answer within 500 ms");
    }

    private WebhookSender sender(String secrets, Duration timeout, HostResolver resolver) {
        return new WebhookSender(
                TestSecrets.settings(secrets, timeout), new TargetAddressPolicy(true, resolver), clock);
    }

    private static OutgoingWebhook to(URI url) {
        return new OutgoingWebhook("msg_1", url.toString(), "{\"title\":\"Grüße\"}");
    }
}
