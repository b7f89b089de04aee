package dev.videocompilation.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Fault;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

class ClipObjectsTest {
    @TempDir
    static Path directory;

    private static TestStorage storage;

    private ClipObjects objects;

    @BeforeAll
    static void start() {
        storage = TestStorage.start(directory.resolve("s3"));
    }

    @AfterAll
    static void stop() throws IOException {
        storage.close();
    }

    @BeforeEach
    void noFaults() {
        objects = objects(storage.client(), 1L << 30);
        storage.proxy().reset();
    }

    @Test
    void tellsManyObjectsInTheOrderAsked() {
        List<ClipObject> put = IntStream.rangeClosed(1, 30)
                .mapToObj(id -> storage.put(id, TestStorage.bytes(id, id)))
                .toList()
                .reversed();
        assertThat(objects.head(put.stream()
                        .map(object -> new LocatedClip(object.ref(), new ClipLocation(object.bucket(), object.key())))
                        .toList()))
                .isEqualTo(put);
    }

    @Test
    void aMissingObjectIsNotFound() {
        assertRejected(objects, "missing.mp4", ErrorCode.CLIP_NOT_FOUND, "no such object in bucket clips");
        assertThat(storage.proxy().calls(_ -> true)).isEqualTo(1);
    }

    @Test
    void anObjectOutOfReachIsNotFoundAndTheMessageNamesBothPossibilities() {
        storage.proxy().fault(_ -> true, 2, new Fault.Answer(403, "AccessDenied"));
        assertRejected(
                objects, "hidden.mp4", ErrorCode.CLIP_NOT_FOUND, "is missing from bucket clips or the worker may not");
        assertThat(storage.proxy().calls(_ -> true)).isEqualTo(2);
    }

    @Test
    void wrongCredentialsAreNoFaultOfTheClip() {
        ClipObject clip = storage.put(40, TestStorage.bytes(40, 100));
        try (S3Client stranger = storage.client(TestStorage.SETTINGS, "wrong-secret")) {
            assertThatExceptionOfType(TransientException.class)
                    .isThrownBy(
                            () -> objects(stranger, 1000).head(clip.ref(), new ClipLocation(clip.bucket(), clip.key())))
                    .withMessageContaining("403 SignatureDoesNotMatch")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
        }
    }

    @Test
    void anEmptyObjectIsRefused() {
        storage.put(41, new byte[0]);
        assertRejected(objects, "video-41.mp4", ErrorCode.CLIP_EMPTY, "no bytes");
    }

    @Test
    void anObjectAboveTheLimitIsRefusedNamingTheSetting() {
        storage.put(42, new byte[11]);
        assertRejected(
                objects(storage.client(), 10), "video-42.mp4", ErrorCode.CLIP_TOO_LARGE, "10 that CLIP_MAX_BYTES");
    }

    @Test
    void aStormEndsWithinTheBudget() {
        storage.proxy().fault(_ -> true, 1000, new Fault.Answer(503, "SlowDown"));
        assertThatExceptionOfType(TransientException.class)
                .isThrownBy(() -> objects.head(ClipRef.video(43), new ClipLocation(TestStorage.BUCKET, "any")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
        assertThat(storage.proxy().calls(_ -> true)).isBetween(3L, 9L);
    }

    private static ClipObjects objects(S3Client client, long maxClipBytes) {
        return new ClipObjects(
                client,
                new FetchSettings(List.of(TestStorage.BUCKET), maxClipBytes, 8, TestStorage.PART_BYTES),
                TestStorage.retry());
    }

    private static void assertRejected(ClipObjects objects, String key, ErrorCode code, String message) {
        ClipRef clip = ClipRef.video(99);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> objects.head(clip, new ClipLocation(TestStorage.BUCKET, key)))
                .withMessageContaining("video 99")
                .withMessageContaining(message)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code))
                .satisfies(refusal -> assertThat(refusal.clip()).contains(clip));
    }
}
