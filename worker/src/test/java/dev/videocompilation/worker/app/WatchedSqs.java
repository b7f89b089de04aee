package dev.videocompilation.worker.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to the real SQS server that tells a trail when a receive begins and when it has returned. */
final class WatchedSqs implements AutoCloseable {
    static final String RECEIVE = "receive";
    static final String RECEIVED = "received";

    private final HttpServer server;
    private final URI target;
    private final List<String> trail;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();

    private WatchedSqs(HttpServer server, URI target, List<String> trail) {
        this.server = server;
        this.target = target;
        this.trail = trail;
    }

    static WatchedSqs start(URI target, List<String> trail) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        WatchedSqs watched = new WatchedSqs(server, target, trail);
        server.createContext("/", watched::handle);
        server.setExecutor(watched.handlers);
        server.start();
        return watched;
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
        http.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String action =
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("X-Amz-Target"), "");
            boolean receives = action.endsWith(".ReceiveMessage");
            if (receives) {
                trail.add(RECEIVE);
            }
            HttpResponse<byte[]> answer =
                    http.send(forwarded(exchange, action), HttpResponse.BodyHandlers.ofByteArray());
            if (receives) {
                trail.add(RECEIVED);
            }
            answer.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest forwarded(HttpExchange exchange, String action) throws IOException {
        return HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .header("X-Amz-Target", action)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header(
                        "Authorization",
                        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "none"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        exchange.getRequestBody().readAllBytes()))
                .build();
    }
}
