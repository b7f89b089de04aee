package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.videocompilation.worker.telemetry.MetricsSettings;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetricsRegistryTest {
    private static final Map<String, String> AWS = Map.of(
            "aws.region", "us-east-1",
            "aws.accessKeyId", "test",
            "aws.secretAccessKey", "test");

    private final Queue<String> targets = new ConcurrentLinkedQueue<>();
    private HttpServer cloudWatch;

    @BeforeEach
    void open() throws Exception {
        cloudWatch = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cloudWatch.createContext("/", exchange -> {
            targets.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        cloudWatch.start();
        AWS.forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        });
        System.setProperty(
                "aws.endpointUrlCloudWatch",
                "http://127.0.0.1:" + cloudWatch.getAddress().getPort());
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.endpointUrlCloudWatch");
        cloudWatch.stop(0);
    }

    @Test
    void publishesToCloudWatchWhenANamespaceIsSet() {
        try (MetricsRegistry registry =
                MetricsRegistry.open(new MetricsSettings("VideoCompilation", Duration.ofMinutes(1)))) {
            WorkerMetrics metrics = new WorkerMetrics(registry.meters());
            metrics.jobStarted();
            metrics.jobEnded("completed");
        }

        assertThat(targets).isNotEmpty();
    }

    @Test
    void staysInTheProcessWithoutANamespace() {
        try (MetricsRegistry registry = MetricsRegistry.open(new MetricsSettings("", Duration.ofMinutes(1)))) {
            assertThat(registry.meters()).isInstanceOf(SimpleMeterRegistry.class);
        }

        assertThat(targets).isEmpty();
    }
}
