package dev.videocompilation.worker.webhook;

import dev.videocompilation.worker.job.StoppedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;

/** Makes one attempt to deliver a webhook in the Standard Webhooks form. */
public final class WebhookSender implements AutoCloseable {
    private static final int MOST_BODY_BYTES = 8 * 1024;
    private static final int GONE = 410;
    private static final ContentType JSON = ContentType.create("application/json");

    private final WebhookSecrets secrets;
    private final Duration timeout;
    private final TargetAddressPolicy policy;
    private final InstantSource clock;
    private final CloseableHttpClient http;

    /**
     * Makes a sender.
     *
     * @param clock the time that attempts are signed with
     */
    public WebhookSender(WebhookSettings settings, TargetAddressPolicy policy, InstantSource clock) {
        this.secrets = settings.secrets();
        this.timeout = settings.timeout();
        this.policy = Objects.requireNonNull(policy);
        this.clock = Objects.requireNonNull(clock);
        this.http = WebhookHttp.client(policy, timeout);
    }

    /**
     * Sends once and waits for the answer, no longer than the timeout in all, however slowly the receiver's bytes drip in.
     * The status line decides; what follows it is thrown away.
     *
     * @throws StoppedException if the calling thread is interrupted; whether the receiver took the webhook is then unknown
     */
    public DeliveryAttempt send(OutgoingWebhook webhook) {
        URI url;
        try {
            url = new URI(webhook.targetUrl());
        } catch (URISyntaxException e) {
            return DeliveryAttempt.unconnected(new DeliveryResult.Refused("the webhook address is no valid URL"));
        }
        Optional<String> problem = policy.problemOfForm(url);
        if (problem.isPresent()) {
            return DeliveryAttempt.unconnected(new DeliveryResult.Refused(problem.get()));
        }
        if (!secrets.hasSecretFor(url.getHost())) {
            return DeliveryAttempt.unconnected(DeliveryResult.Failed.because(
                    WebhookSecrets.SETTING + " holds no secret for the host " + url.getHost()));
        }
        return exchangeInTime(new HttpHost(url.getScheme(), url.getHost(), url.getPort()), request(url, webhook));
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }

    private HttpPost request(URI url, OutgoingWebhook webhook) {
        long timestampSeconds = clock.instant().getEpochSecond();
        HttpPost request = new HttpPost(url);
        request.setHeader("webhook-id", webhook.webhookId());
        request.setHeader("webhook-timestamp", Long.toString(timestampSeconds));
        request.setHeader(
                "webhook-signature",
                secrets.sign(url.getHost(), webhook.webhookId(), timestampSeconds, webhook.payload()));
        request.setEntity(new ByteArrayEntity(webhook.payload().getBytes(StandardCharsets.UTF_8), JSON));
        return request;
    }

    /** Neither a resolver nor a dripping socket can be given a deadline, so another thread waits for them. */
    private DeliveryAttempt exchangeInTime(HttpHost target, HttpPost request) {
        CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        ConnectedAddress connectedTo = new ConnectedAddress();
        // A platform thread: a resolver that hangs in native code would hold the carrier of a virtual one.
        Thread exchange = Thread.ofPlatform()
                .daemon()
                .name("webhook-attempt")
                .start(() -> exchange(target, request, connectedTo.context(), result));
        try {
            exchange.join(timeout);
            // Before the cancelling, which makes the exchange fail with a reason of its own.
            result.complete(noAnswerInTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        } finally {
            request.cancel();
        }
        return new DeliveryAttempt(result.join(), connectedTo.get());
    }

    private void exchange(
            HttpHost target, HttpPost request, HttpContext context, CompletableFuture<DeliveryResult> result) {
        try (ClassicHttpResponse response = http.executeOpen(target, request, context)) {
            result.complete(resultOf(response));
            discardBody(response, request);
        } catch (TargetRefusedException e) {
            result.complete(new DeliveryResult.Refused(e.reason()));
        } catch (UnknownHostException e) {
            result.complete(DeliveryResult.Failed.because("the host " + target.getHostName() + " was not found"));
        } catch (SocketTimeoutException e) {
            // The socket's own timeout is the same, and may be noticed first.
            result.complete(noAnswerInTime());
        } catch (IOException | RuntimeException e) {
            result.complete(DeliveryResult.Failed.because("no answer: " + e));
        }
    }

    private DeliveryResult noAnswerInTime() {
        return DeliveryResult.Failed.because("no answer within " + timeout.toMillis() + " ms");
    }

    private DeliveryResult resultOf(ClassicHttpResponse response) {
        int status = response.getCode();
        if (status >= 200 && status < 300) {
            return new DeliveryResult.Delivered(status);
        }
        if (status == GONE) {
            return new DeliveryResult.Gone();
        }
        String reason =
                status >= 300 && status < 400 ? "redirects are not followed" : "the receiver answered " + status;
        return new DeliveryResult.Failed(Optional.of(status), reason, RetryAfter.of(response, clock.instant()));
    }

    /** Reads a body of the usual size, so that the receiver sees an orderly end, and cuts the connection on a larger one. */
    private static void discardBody(ClassicHttpResponse response, HttpPost request) throws IOException {
        HttpEntity body = response.getEntity();
        if (body != null && body.getContent().readNBytes(MOST_BODY_BYTES).length == MOST_BODY_BYTES) {
            request.cancel();
        }
    }
}
