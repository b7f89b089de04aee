package dev.videocompilation.worker.protection;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The ECS agent's task protection endpoint. It is called where {@code ECS_AGENT_URI} says and nowhere else: no redirect is
 * followed and no proxy used.
 */
final class AgentEndpoint implements AutoCloseable {
    private static final String PATH = "/task-protection/v1/state";
    private static final long MOST_ANSWER_BYTES = 64 * 1024;

    private final HttpClient http;
    private final URI address;
    private final Duration life;
    private final Duration timeout;

    AgentEndpoint(ProtectionSettings settings) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(settings.timeout())
                .build();
        this.address = URI.create(settings.agentUri().replaceAll("/+$", "") + PATH);
        this.life = settings.life();
        this.timeout = settings.timeout();
    }

    /** Protects the task from now on, for what {@code PROTECTION_MINUTES} says. */
    AgentAnswer protect() throws InterruptedException {
        return put("{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":%d}".formatted(life.toMinutes()), true);
    }

    AgentAnswer giveBack() throws InterruptedException {
        return put("{\"ProtectionEnabled\":false}", false);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private AgentAnswer put(String body, boolean wanted) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        CompletableFuture<HttpResponse<String>> sent =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_ANSWER_BYTES));
        try {
            // The request's own timeout ends with the answer's headers; this one bounds its body too.
            HttpResponse<String> answer = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return AgentAnswer.read(answer.statusCode(), answer.body(), wanted);
        } catch (TimeoutException e) {
            return new AgentAnswer.Refused("no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return new AgentAnswer.Refused(String.valueOf(e.getCause()));
        } finally {
            sent.cancel(true);
        }
    }
}
