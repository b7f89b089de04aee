package dev.videocompilation.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Receives webhooks on 127.0.0.1, checks their Standard Webhooks signatures and keeps them. Answers 204 unless told
 * otherwise; a wrong signature is recorded, not refused.
 */
public final class WebhookReceiver implements AutoCloseable {

    private static final WebhookAnswer ACCEPTED = WebhookAnswer.status(204);

    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Webhook webhook;
    private final List<ReceivedWebhook> received = new ArrayList<>();
    private final Deque<WebhookAnswer> answers = new ArrayDeque<>();

    private WebhookReceiver(HttpServer server, Webhook webhook) {
        this.server = server;
        this.webhook = webhook;
    }

    /**
     * Starts a receiver on a free port.
     *
     * @param secret the shared secret in its {@code whsec_…} form
     * @throws DevStackException if the secret is empty or no port can be had
     */
    public static WebhookReceiver start(String secret) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            WebhookReceiver receiver = new WebhookReceiver(server, new Webhook(secret));
            server.createContext("/", receiver::handle);
            server.setExecutor(receiver.handlers);
            server.start();
            return receiver;
        } catch (IOException | EmptyWebhookSecretException failure) {
            throw new DevStackException("The webhook receiver did not start: " + failure.getMessage(), failure);
        }
    }

    /** The address to deliver to; any path below it is received as well. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks");
    }

    /** Answers the next requests so, one answer each, before it returns to 204; adds to answers given earlier. */
    public synchronized void answerNext(WebhookAnswer... next) {
        answers.addAll(List.of(next));
    }

    /** Every delivery so far, in the order of arrival. */
    public synchronized List<ReceivedWebhook> received() {
        return List.copyOf(received);
    }

    /**
     * Waits for the first delivery.
     *
     * @throws DevStackException if none arrives within the timeout
     */
    public ReceivedWebhook awaitFirst(Duration timeout) {
        return await(1, timeout).getFirst();
    }

    /**
     * Waits until so many deliveries have arrived; returns all that have.
     *
     * @throws DevStackException if fewer arrive within the timeout
     */
    public synchronized List<ReceivedWebhook> await(int count, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (received.size() < count) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new DevStackException("Received " + received.size() + " of " + count + " webhooks within "
                        + timeout.toMillis() + " ms.");
            }
            try {
                wait(millis);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new DevStackException("Interrupted while waiting for webhooks.", interrupted);
            }
        }
        return List.copyOf(received);
    }

    /** Forgets what was received and which answers were still to be given. */
    public synchronized void reset() {
        received.clear();
        answers.clear();
    }

    /** Ends, together with answers that are still delayed. */
    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        handlers.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            WebhookAnswer answer = record(exchange, body);
            if (!answer.delay().isZero() && closing.await(answer.delay().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), -1);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized WebhookAnswer record(HttpExchange exchange, String body) {
        received.add(new ReceivedWebhook(
                requireNonNullElse(exchange.getRequestHeaders().getFirst("webhook-id"), ""),
                timestamp(exchange),
                body,
                signatureFits(exchange, body),
                exchange.getRequestURI().toString()));
        notifyAll();
        return requireNonNullElse(answers.poll(), ACCEPTED);
    }

    private boolean signatureFits(HttpExchange exchange, String body) {
        try {
            webhook.verify(body, exchange.getRequestHeaders());
            return true;
        } catch (WebhookVerificationException wrong) {
            return false;
        }
    }

    private static Instant timestamp(HttpExchange exchange) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(
                    requireNonNullElse(exchange.getRequestHeaders().getFirst("webhook-timestamp"), "")));
        } catch (NumberFormatException missing) {
            return Instant.EPOCH;
        }
    }
}
