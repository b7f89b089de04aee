package dev.videocompilation.worker.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The ECS agent's task protection endpoint, answering as it is told to. It keeps what it was asked, and tells a trail of it. */
final class StubEcsAgent implements AutoCloseable {
    static final String GRANTED = "granted";
    static final String GIVEN_BACK = "given back";

    private static final String PATH = "/api/task/task-protection/v1/state";

    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> trail;
    private volatile Answer answer = Answer.AS_ASKED;

    /** How it answers. */
    enum Answer {
        AS_ASKED(200, ""),
        BLOCKED(200, "{\"failure\":{\"Arn\":\"arn:task\",\"Detail\":null,\"Reason\":\"DEPLOYMENT_BLOCKED\"}}"),
        NOT_OF_A_SERVICE(200, "{\"failure\":{\"Arn\":\"arn:task\",\"Detail\":null,\"Reason\":\"TASK_NOT_VALID\"}}"),
        DENIED(
                400,
                "{\"requestID\":\"1\",\"error\":{\"Arn\":\"arn:task\",\"Code\":\"AccessDeniedException\",\"Message\":\"no\"}}"),
        UNPROTECTED(
                200, "{\"protection\":{\"ProtectionEnabled\":false,\"ExpirationDate\":null,\"TaskArn\":\"arn:task\"}}"),
        FAILING(500, "{\"protection\":{\"ProtectionEnabled\":true}}"),
        GARBAGE(200, "<html>it works</html>"),
        EMPTY(200, ""),
        REDIRECTING(307, ""),
        STALLING(0, ""),
        STALLING_IN_ITS_BODY(200, "");

        private final int status;
        private final String body;

        Answer(int status, String body) {
            this.status = status;
            this.body = body;
        }
    }

    private StubEcsAgent(HttpServer server, List<String> trail) {
        this.server = server;
        this.trail = trail;
    }

    static StubEcsAgent start(List<String> trail) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        StubEcsAgent agent = new StubEcsAgent(server, trail);
        server.createContext("/", agent::handle);
        server.setExecutor(agent.handlers);
        server.start();
        return agent;
    }

    /** What ECS would set as {@code ECS_AGENT_URI}. */
    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/task";
    }

    void answer(Answer next) {
        answer = next;
    }

    /** The requests so far, each as its method, path and body. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    static String toProtect(int minutes) {
        return "PUT " + PATH + " {\"ProtectionEnabled\":true,\"ExpiresInMinutes\":" + minutes + "}";
    }

    static String toGiveBack() {
        return "PUT " + PATH + " {\"ProtectionEnabled\":false}";
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        handlers.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer given = answer;
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            switch (given) {
                case AS_ASKED -> asAsked(exchange, body.contains("true"));
                case STALLING -> closing.await();
                case STALLING_IN_ITS_BODY -> {
                    exchange.sendResponseHeaders(given.status, 0);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    closing.await();
                }
                case REDIRECTING -> {
                    exchange.getResponseHeaders().set("Location", "/elsewhere");
                    exchange.sendResponseHeaders(given.status, -1);
                }
                default -> write(exchange, given.status, given.body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void asAsked(HttpExchange exchange, boolean protection) throws IOException {
        trail.add(protection ? GRANTED : GIVEN_BACK);
        write(
                exchange,
                200,
                "{\"protection\":{\"ExpirationDate\":null,\"ProtectionEnabled\":%s,\"TaskArn\":\"arn:task\"}}"
                        .formatted(protection));
    }

    private static void write(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
