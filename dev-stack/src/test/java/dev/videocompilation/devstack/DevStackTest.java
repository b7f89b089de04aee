package dev.videocompilation.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Bucket;

class DevStackTest {

    @Test
    void leavesNeitherProcessNorFileOutsideItsDirectory(@TempDir Path directory) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        StartedStack.get();
        List<Path> before = filesOf(temporary, directory);
        Optional<ProcessHandle> server;

        try (DevStack stack = DevStack.start(directory)) {
            server = Files.readAllLines(directory.resolve("postgres/data/postmaster.pid")).stream()
                    .findFirst()
                    .map(Long::parseLong)
                    .flatMap(ProcessHandle::of);
            assertThat(programOf(server)).contains("postgres");
            stack.s3Client()
                    .putObject(put -> put.bucket(DevStack.OUTPUT_BUCKET).key("a/b"), RequestBody.fromString("x"));
        }

        assertThat(programOf(server)).isEmpty();
        assertThat(filesOf(temporary, directory)).isEqualTo(before);
        try (Stream<Path> unixSockets = Files.list(Path.of("/tmp"))) {
            assertThat(unixSockets.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith(".s.PGSQL"));
        }
    }

    @Test
    void findsItsDataAgainWhenItIsStartedOverTheSameDirectory(@TempDir Path directory) {
        try (DevStack first = DevStack.start(directory)) {
            first.createBucket("kept");
            first.postgres().createDatabase("kept");
        }
        try (DevStack second = DevStack.start(directory)) {
            assertThat(second.s3Client().listBuckets().buckets())
                    .extracting(Bucket::name)
                    .containsExactlyInAnyOrder(DevStack.CLIP_BUCKET, DevStack.OUTPUT_BUCKET, "kept");
            assertThat(Sql.value(second.dataSource(), "SELECT count(*) FROM pg_database WHERE datname = 'kept'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void tellsAWorkerWhereEverythingIs() {
        Map<String, String> environment = StartedStack.get().environment();

        assertThat(environment)
                .containsOnlyKeys(
                        "QUEUE_URL",
                        "DEAD_LETTER_QUEUE_URL",
                        "DATABASE_URL",
                        "DATABASE_USER",
                        "DATABASE_PASSWORD",
                        "CLIP_BUCKETS",
                        "OUTPUT_BUCKET",
                        "RESULT_BASE_URL",
                        "S3_PATH_STYLE",
                        "AWS_REGION",
                        "AWS_ACCESS_KEY_ID",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_ENDPOINT_URL_SQS",
                        "AWS_ENDPOINT_URL_S3")
                .containsEntry("RESULT_BASE_URL", "https://videos.example.test")
                .containsEntry("S3_PATH_STYLE", "true");
        assertThat(List.of(
                        environment.get("QUEUE_URL"),
                        environment.get("AWS_ENDPOINT_URL_SQS"),
                        environment.get("AWS_ENDPOINT_URL_S3")))
                .allMatch(url -> url.startsWith("http://127.0.0.1:"));
    }

    /** Empty for a process that has ended, even while nobody has reaped it. */
    private static Optional<String> programOf(Optional<ProcessHandle> process) {
        return process.flatMap(handle -> handle.info().command())
                .map(command -> Path.of(command).getFileName().toString());
    }

    private static List<Path> filesOf(Path directory, Path except) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !except.startsWith(file)).sorted().toList();
        }
    }
}
