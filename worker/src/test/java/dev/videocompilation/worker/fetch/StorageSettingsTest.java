package dev.videocompilation.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.videocompilation.devstack.EmbeddedS3Server;
import dev.videocompilation.worker.settings.InvalidSettingsException;
import dev.videocompilation.worker.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

class StorageSettingsTest {
    private static final List<String> PROPERTIES =
            List.of("aws.endpointUrlS3", "aws.region", "aws.accessKeyId", "aws.secretAccessKey");

    @TempDir
    Path directory;

    @AfterEach
    void clearProperties() {
        PROPERTIES.forEach(System::clearProperty);
    }

    @Test
    void everySettingHasItsDefault() {
        SettingsReader reader = new SettingsReader(Map.of("CLIP_BUCKETS", "a, b"));
        assertThat(FetchSettings.read(reader)).isEqualTo(new FetchSettings(List.of("a", "b"), 4L << 30, 8, 8L << 20));
        assertThat(ScratchSettings.read(reader))
                .isEqualTo(new ScratchSettings(Path.of(System.getProperty("java.io.tmpdir")), 0, 64L << 30));
        assertThat(StorageSettings.read(reader))
                .isEqualTo(new StorageSettings(
                        false, Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(30)));
        reader.finish();
    }

    @Test
    void wrongSettingsAreNamedTogether() {
        SettingsReader reader =
                new SettingsReader(Map.of("FETCH_PART_BYTES", "1", "FETCH_PARALLEL", "0", "S3_SOCKET_TIMEOUT", "0s"));
        FetchSettings.read(reader);
        StorageSettings.read(reader);
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(reader::finish)
                .satisfies(e -> assertThat(e.problems())
                        .hasSize(4)
                        .anySatisfy(problem -> assertThat(problem).startsWith("CLIP_BUCKETS"))
                        .anySatisfy(problem -> assertThat(problem).startsWith("FETCH_PARALLEL"))
                        .anySatisfy(problem -> assertThat(problem).startsWith("FETCH_PART_BYTES"))
                        .anySatisfy(problem -> assertThat(problem).startsWith("S3_SOCKET_TIMEOUT")));
    }

    @Test
    void theClientFindsEndpointRegionAndCredentialsByItself() {
        try (EmbeddedS3Server server = EmbeddedS3Server.start(directory)) {
            System.setProperty("aws.endpointUrlS3", server.endpoint().toString());
            System.setProperty("aws.region", "us-east-1");
            System.setProperty("aws.accessKeyId", server.accessKey());
            System.setProperty("aws.secretAccessKey", server.secretKey());
            try (S3Client s3 = S3Clients.create(TestStorage.SETTINGS)) {
                s3.createBucket(request -> request.bucket("found"));
                assertThat(s3.listBuckets().buckets()).hasSize(1);
            }
        }
    }
}
