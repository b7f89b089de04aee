package dev.videocompilation.worker.fetch;

import dev.videocompilation.devstack.EmbeddedS3Server;
import dev.videocompilation.devstack.faults.FaultyHttpProxy;
import dev.videocompilation.worker.job.ClipObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An embedded S3 server with a bucket, a faulty proxy before it, and the worker's own client on the proxy. */
public final class TestStorage implements AutoCloseable {
    public static final String BUCKET = "clips";
    public static final long PART_BYTES = 5L << 20;
    public static final StorageSettings SETTINGS =
            new StorageSettings(true, Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(5));

    private final EmbeddedS3Server server;
    private final FaultyHttpProxy proxy;
    private final S3Client direct;
    private final S3Client client;

    private TestStorage(EmbeddedS3Server server) {
        this.server = server;
        this.proxy = FaultyHttpProxy.before(server.endpoint());
        this.direct = client(server.endpoint(), SETTINGS, server.accessKey(), server.secretKey());
        this.client = client(proxy.endpoint(), SETTINGS, server.accessKey(), server.secretKey());
        direct.createBucket(request -> request.bucket(BUCKET));
    }

    public static TestStorage start(Path directory) {
        return new TestStorage(EmbeddedS3Server.start(directory));
    }

    public EmbeddedS3Server server() {
        return server;
    }

    public FaultyHttpProxy proxy() {
        return proxy;
    }

    /** The worker's client, behind the proxy. */
    public S3Client client() {
        return client;
    }

    /** A client that meets no faults. */
    public S3Client direct() {
        return direct;
    }

    /** The worker's client with other settings or another secret key. */
    public S3Client client(StorageSettings settings, String secretKey) {
        return client(proxy.endpoint(), settings, server.accessKey(), secretKey);
    }

    /** Backoff as in production. */
    public static StorageRetry retry() {
        return new StorageRetry(RandomGenerator.getDefault());
    }

    public static FetchSettings fetchSettings(int parallel) {
        return new FetchSettings(List.of(BUCKET), 1L << 30, parallel, PART_BYTES);
    }

    /** Scratch without a budget for the worker, and with much for each job. */
    public static ScratchSettings scratchSettings(Path directory) {
        return new ScratchSettings(directory, 0, 1L << 40);
    }

    /** Bytes that no other seed has. */
    public static byte[] bytes(int seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Puts an object and tells what it is. */
    public ClipObject put(int videoId, byte[] bytes) {
        String key = "video-%d.mp4".formatted(videoId);
        String etag = direct.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes))
                .eTag();
        return new ClipObject(videoId, BUCKET, key, etag, bytes.length);
    }

    @Override
    public void close() throws IOException {
        client.close();
        direct.close();
        proxy.close();
        server.close();
    }

    private static S3Client client(URI endpoint, StorageSettings settings, String accessKey, String secretKey) {
        return S3Clients.builder(settings)
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .build();
    }
}
