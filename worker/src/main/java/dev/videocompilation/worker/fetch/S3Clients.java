package dev.videocompilation.worker.fetch;

import java.time.Duration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Builds the S3 client that every job of a worker shares. */
public final class S3Clients {
    /** The most that a setting may allow of requests at once, for fetching and for publishing each. */
    public static final int MOST_PARALLEL = 64;

    /** Room for fetching and publishing at their most, and for the heads beside them: nobody waits for a connection. */
    private static final int MOST_CONNECTIONS = 3 * MOST_PARALLEL;

    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(30);

    private S3Clients() {}

    /**
     * A blocking client, to be called on virtual threads: an interrupt closes the socket that such a thread waits on. The
     * SDK makes at most 3 attempts of a call (retry mode {@code standard}) and checks the checksums that S3 stores.
     *
     * @throws software.amazon.awssdk.core.exception.SdkClientException if the SDK's chain knows no region
     */
    public static S3Client create(StorageSettings settings) {
        return builder(settings).build();
    }

    static S3ClientBuilder builder(StorageSettings settings) {
        return S3Client.builder()
                .forcePathStyle(settings.pathStyle())
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(MOST_CONNECTIONS)
                        .connectionAcquisitionTimeout(CONNECTION_WAIT)
                        .connectionTimeout(settings.connectTimeout())
                        .socketTimeout(settings.socketTimeout()))
                .overrideConfiguration(configuration -> configuration
                        .retryStrategy(RetryMode.STANDARD)
                        .apiCallAttemptTimeout(settings.attemptTimeout()));
    }
}
