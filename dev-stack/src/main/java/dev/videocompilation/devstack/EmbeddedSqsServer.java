package dev.videocompilation.devstack;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An SQS server (ElasticMQ). Its queues and messages live in memory: they are gone after {@link #stop}, so create the
 * queues anew after {@link #startAgain}. It takes any credentials.
 */
public final class EmbeddedSqsServer implements AutoCloseable {

    private static final int STOP_TIMEOUT_SECONDS = 10;

    private final int port;
    private @Nullable Server running;

    private EmbeddedSqsServer(Server running) {
        this.port = running.port();
        this.running = running;
    }

    /**
     * Starts a server on a free port of 127.0.0.1.
     *
     * @throws DevStackException if it cannot
     */
    public static EmbeddedSqsServer start() {
        return new EmbeddedSqsServer(Server.start(0));
    }

    /** The address for an SDK client. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Stops answering and forgets every queue. Does nothing where it is stopped. */
    public synchronized void stop() {
        Server server = running;
        running = null;
        if (server != null) {
            server.stop();
        }
    }

    /** Starts again on the same port, without any queue. Does nothing where it runs. */
    public synchronized void startAgain() {
        if (running == null) {
            running = Server.start(port);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private record Server(ActorSystem actors, SQSRestServer http, int port) {

        static Server start(int port) {
            ActorSystem actors = ActorSystem.create("embedded-sqs", configuration());
            try {
                var builder = SQSRestServerBuilder.withActorSystem(actors).withInterface("127.0.0.1");
                SQSRestServer http = (port == 0
                                ? builder.withDynamicPort()
                                : builder.withPort(port)
                                        .withServerAddress(new NodeAddress("http", "127.0.0.1", port, "")))
                        .start();
                return new Server(
                        actors, http, http.waitUntilStarted().localAddress().getPort());
            } catch (RuntimeException failure) {
                actors.terminate();
                throw new DevStackException("The SQS server did not start: " + failure.getMessage(), failure);
            }
        }

        void stop() {
            // Not awaited: it lets every long poll finish, for up to 20 s; the actors' end cuts them.
            http.stopAndGetFuture().apply();
            actors.terminate();
            try {
                actors.getWhenTerminated().toCompletableFuture().get(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException failure) {
                throw new DevStackException("The SQS server did not stop: " + failure, failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Its threads must not keep a JVM alive, and the JVM's end is the owner's business. */
        private static Config configuration() {
            return ConfigFactory.parseMap(Map.of(
                            "pekko.daemonic", "on",
                            "pekko.loglevel", "WARNING",
                            "pekko.jvm-shutdown-hooks", "off",
                            "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                            "pekko.coordinated-shutdown.run-by-actor-system-terminate", "off"))
                    .withFallback(ConfigFactory.load());
        }
    }
}
