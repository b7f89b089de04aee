package dev.videocompilation.worker.app;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Builds the SQS client. Region, credentials and endpoint come from the SDK's own chain. */
final class SqsClients {
    /** Longer than the longest long poll, shorter than the visibility. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private SqsClients() {}

    static SqsClient create() {
        return SqsClient.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(SOCKET_TIMEOUT))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
                .build();
    }
}
