package dev.videocompilation.worker.app;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Builds the SQS client. Region, credentials and endpoint come from the SDK's own chain. */
final class SqsClients {
    /** Longer than the longest long poll. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(30);

    private SqsClients() {}

    /** A client that does not receive jobs. */
    static SqsClient create() {
        return reading(LONGEST_READ);
    }

    /**
     * A client that receives messages which stay hidden for so long. An answer that it still waits for must not hold messages that others
     * may have by then.
     */
    static SqsClient receiving(Duration visibility) {
        return reading(readTimeout(visibility));
    }

    /** How long an answer may take: 30 s, or nine tenths of the visibility where that is shorter. */
    static Duration readTimeout(Duration visibility) {
        Duration most = visibility.multipliedBy(9).dividedBy(10);
        return most.compareTo(LONGEST_READ) < 0 ? most : LONGEST_READ;
    }

    private static SqsClient reading(Duration timeout) {
        return SqsClient.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(timeout))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
                .build();
    }
}
