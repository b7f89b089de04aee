package dev.videocompilation.worker.fetch;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;
import java.util.Objects;

/**
 * How to talk to S3. Region, credentials and an endpoint other than Amazon's come from the SDK's own chain
 * ({@code AWS_REGION}, {@code AWS_ENDPOINT_URL_S3}, …).
 *
 * @param pathStyle whether the bucket stands in the path and not in the host
 * @param attemptTimeout for one request up to its answer's head, and again for the answer's body
 * @param connectTimeout for a connection to stand
 * @param socketTimeout without a byte after which a connection counts as dead
 */
public record StorageSettings(
        boolean pathStyle, Duration attemptTimeout, Duration connectTimeout, Duration socketTimeout) {
    public StorageSettings {
        Objects.requireNonNull(attemptTimeout);
        Objects.requireNonNull(connectTimeout);
        Objects.requireNonNull(socketTimeout);
    }

    public static StorageSettings read(SettingsReader reader) {
        boolean pathStyle = reader.flag(
                "S3_PATH_STYLE",
                false,
                "Whether the bucket is named in the path and not in the host, as servers other than Amazon's want it.");
        Duration attempt = reader.duration(
                "S3_ATTEMPT_TIMEOUT",
                "60s",
                "How long one request to S3 may take, and how long the body of its answer may take after that.");
        Duration connect =
                reader.duration("S3_CONNECT_TIMEOUT", "5s", "How long a connection to S3 may take to stand.");
        Duration socket = reader.duration(
                "S3_SOCKET_TIMEOUT", "30s", "Silence after which a connection to S3 is given up as dead.");
        reader.require(attempt.isPositive(), "S3_ATTEMPT_TIMEOUT must be longer than 0s");
        reader.require(connect.isPositive(), "S3_CONNECT_TIMEOUT must be longer than 0s");
        reader.require(socket.isPositive(), "S3_SOCKET_TIMEOUT must be longer than 0s");
        return new StorageSettings(pathStyle, attempt, connect, socket);
    }
}
