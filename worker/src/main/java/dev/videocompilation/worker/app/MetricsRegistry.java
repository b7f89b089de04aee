package dev.videocompilation.worker.app;

import dev.videocompilation.worker.telemetry.MetricsSettings;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;

/** Where meters live: in CloudWatch when a namespace is set, else in the process only. */
final class MetricsRegistry implements AutoCloseable {
    private final MeterRegistry meters;
    private final Optional<CloudWatchAsyncClient> client;

    private MetricsRegistry(MeterRegistry meters, Optional<CloudWatchAsyncClient> client) {
        this.meters = Objects.requireNonNull(meters);
        this.client = Objects.requireNonNull(client);
    }

    static MetricsRegistry open(MetricsSettings settings) {
        if (settings.namespace().isEmpty()) {
            return new MetricsRegistry(new SimpleMeterRegistry(), Optional.empty());
        }
        CloudWatchAsyncClient client = CloudWatchAsyncClient.builder()
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        CloudWatchConfig config = new CloudWatchConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public String namespace() {
                return settings.namespace();
            }

            @Override
            public Duration step() {
                return settings.step();
            }
        };
        return new MetricsRegistry(new CloudWatchMeterRegistry(config, Clock.SYSTEM, client), Optional.of(client));
    }

    MeterRegistry meters() {
        return meters;
    }

    /** Publishes what is left. */
    @Override
    public void close() {
        meters.close();
        client.ifPresent(CloudWatchAsyncClient::close);
    }
}
