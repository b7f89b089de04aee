package dev.videocompilation.devstack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;

/**
 * An S3 server (S3Proxy) over a directory: a bucket is a folder and an object a file in it. It checks signatures, and
 * answers 501 to tagging and to the lifecycle API.
 */
public final class EmbeddedS3Server implements AutoCloseable {

    private static final String ACCESS_KEY = "dev-stack-access-key";
    private static final String SECRET_KEY = "dev-stack-secret-key";

    private final Path directory;
    private final int port;
    private @Nullable S3Proxy running;

    private EmbeddedS3Server(Path directory, S3Proxy running) {
        this.directory = directory;
        this.port = running.getPort();
        this.running = running;
    }

    /**
     * Starts a server on a free port of 127.0.0.1.
     *
     * @param directory holds the buckets; created where it is missing, and buckets found there are served again
     * @throws DevStackException if it cannot
     */
    public static EmbeddedS3Server start(Path directory) {
        Path absolute = directory.toAbsolutePath();
        return new EmbeddedS3Server(absolute, launch(absolute, 0));
    }

    /** The address for an SDK client with path-style access. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public String secretKey() {
        return SECRET_KEY;
    }

    /** Stops answering; the objects stay. Does nothing where it is stopped. */
    public synchronized void stop() {
        S3Proxy server = running;
        running = null;
        if (server == null) {
            return;
        }
        try {
            server.stop();
        } catch (Exception failure) {
            throw new DevStackException("The S3 server did not stop: " + failure.getMessage(), failure);
        }
    }

    /** Starts again on the same port over the same objects. Does nothing where it runs. */
    public synchronized void startAgain() {
        if (running == null) {
            running = launch(directory, port);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private static S3Proxy launch(Path directory, int port) {
        try {
            Files.createDirectories(directory);
            S3Proxy server = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                    .endpoint(URI.create("http://127.0.0.1:" + port))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                    .ignoreUnknownHeaders(true)
                    .build();
            server.start();
            return server;
        } catch (IOException failure) {
            throw new DevStackException("The S3 server cannot use " + directory + ": " + failure.getMessage(), failure);
        } catch (Exception failure) {
            throw new DevStackException("The S3 server did not start: " + failure.getMessage(), failure);
        }
    }
}
