package dev.videocompilation.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.standardwebhooks.Webhook;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookReceiverTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final Duration SOON = Duration.ofSeconds(5);

    private final WebhookReceiver receiver = WebhookReceiver.start(SECRET);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        receiver.close();
    }

    @Test
    void acceptsARightSignature() throws Exception {
        Instant sent = Instant.ofEpochSecond(Instant.now().getEpochSecond());

        assertThat(deliver(SECRET, sent, "{\"type\":\"video.compiled\"}").statusCode())
                .isEqualTo(204);

        assertThat(receiver.awaitFirst(SOON))
                .isEqualTo(new ReceivedWebhook("msg_1", sent, "{\"type\":\"video.compiled\"}", true, "/webhooks?x=1"));
    }

    @Test
    void flagsAWrongOne() throws Exception {
        deliver(OTHER_SECRET, Instant.now(), "{}");

        assertThat(receiver.awaitFirst(SOON).signatureValid()).isFalse();
    }

    @Test
    void flagsAnOldOne() throws Exception {
        deliver(SECRET, Instant.now().minus(Duration.ofMinutes(6)), "{}");

        assertThat(receiver.awaitFirst(SOON).signatureValid()).isFalse();
    }

    @Test
    void recordsARequestWithoutAnyOfTheHeaders() throws Exception {
        client.send(
                HttpRequest.newBuilder(receiver.url())
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());

        assertThat(receiver.awaitFirst(SOON))
                .isEqualTo(new ReceivedWebhook("", Instant.EPOCH, "hello", false, "/webhooks"));
    }

    @Test
    void answersTheNextRequestsAsToldAndThenAcceptsAgain() throws Exception {
        receiver.answerNext(WebhookAnswer.status(503).with(Map.of("Retry-After", "7")), WebhookAnswer.status(410));

        HttpResponse<Void> busy = deliver(SECRET, Instant.now(), "{}");
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.headers().firstValue("Retry-After")).contains("7");
        assertThat(deliver(SECRET, Instant.now(), "{}").statusCode()).isEqualTo(410);
        assertThat(deliver(SECRET, Instant.now(), "{}").statusCode()).isEqualTo(204);
        assertThat(receiver.await(3, SOON)).hasSize(3).allMatch(ReceivedWebhook::signatureValid);
    }

    @Test
    void recordsBeforeAnAnswerThatComesTooLate() {
        receiver.answerNext(WebhookAnswer.status(204).after(Duration.ofMinutes(1)));

        assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> deliver(SECRET, Instant.now(), "{}"));

        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void saysHowManyItWaitedForInVain() {
        assertThatExceptionOfType(DevStackException.class)
                .isThrownBy(() -> receiver.awaitFirst(Duration.ofMillis(50)))
                .withMessage("Received 0 of 1 webhooks within 50 ms.");
    }

    private HttpResponse<Void> deliver(String secret, Instant sent, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(receiver.url() + "?x=1"))
                .timeout(Duration.ofSeconds(1))
                .header("webhook-id", "msg_1")
                .header("webhook-timestamp", Long.toString(sent.getEpochSecond()))
                .header("webhook-signature", new Webhook(secret).sign("msg_1", sent.getEpochSecond(), body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding());
    }
}
