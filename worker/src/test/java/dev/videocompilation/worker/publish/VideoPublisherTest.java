package dev.videocompilation.worker.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Fault;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Request;
import dev.videocompilation.worker.fetch.ByteRange;
import dev.videocompilation.worker.fetch.StorageRetry;
import dev.videocompilation.worker.fetch.StorageSettings;
import dev.videocompilation.worker.fetch.TestStorage;
import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.job.TransientException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

class VideoPublisherTest {
    private static final PublishSettings SETTINGS = new PublishSettings(
            TestStorage.BUCKET, URI.create("https://videos.example.test"), 3, TestStorage.PART_BYTES);
    private static final AtomicLong FENCES = new AtomicLong();

    @TempDir
    static Path directory;

    private static TestStorage storage;
    private static Path small;
    private static Path large;

    private final String key = OutputKeys.key(42, new JobId("job-1"), FENCES.incrementAndGet(), OutputFormat.MP4);
    private VideoPublisher publisher;

    @BeforeAll
    static void start() throws IOException {
        storage = TestStorage.start(directory.resolve("s3"));
        small = Files.write(directory.resolve("small.mp4"), TestStorage.bytes(1, 300_000));
        large = Files.write(
                directory.resolve("large.mp4"), TestStorage.bytes(2, (int) (4 * TestStorage.PART_BYTES + 12_345)));
    }

    @AfterAll
    static void stop() throws IOException {
        storage.close();
    }

    @BeforeEach
    void noFaults() {
        publisher = new VideoPublisher(storage.client(), SETTINGS, TestStorage.retry());
        storage.proxy().reset();
    }

    @AfterEach
    void noUploadIsLeftBehind() {
        assertThat(storage.direct()
                        .listMultipartUploads(request -> request.bucket(TestStorage.BUCKET))
                        .uploads())
                .isEmpty();
    }

    @Test
    void publishesASmallVideoInOneRequest() throws IOException {
        assertPublished(publisher.publish(small, OutputFormat.MP4, key), small);
        assertThat(storage.proxy().requests()).extracting(Request::method).containsExactly("PUT", "HEAD");
        assertThat(storage.proxy().requests().getFirst().header("If-None-Match"))
                .isEqualTo("*");
    }

    @Test
    void publishesALargeVideoInParts() throws IOException {
        assertPublished(publisher.publish(large, OutputFormat.MP4, key), large);
        assertThat(storage.proxy().calls(VideoPublisherTest::isPutPart)).isEqualTo(5);
        assertThat(storage.proxy().calls(VideoPublisherTest::isComplete)).isEqualTo(1);
    }

    @Test
    void sendsAChecksumWithEveryByte() {
        publisher.publish(small, OutputFormat.MP4, key);
        publisher.publish(large, OutputFormat.MP4, key + "2");
        assertThat(storage.proxy().requests())
                .filteredOn(request -> isPutObject(request) || isPutPart(request))
                .hasSize(6)
                .allSatisfy(request -> assertThat(
                                request.header("x-amz-trailer") + request.header("x-amz-sdk-checksum-algorithm"))
                        .containsIgnoringCase("crc32"));
    }

    @Test
    void takesItsOwnObjectForTheResultWhereTheAnswerWasLost() throws IOException {
        storage.proxy().fault(VideoPublisherTest::isPutObject, 1, new Fault.LoseAnswer());
        assertPublished(publisher.publish(small, OutputFormat.MP4, key), small);
        assertThat(storage.proxy().calls(VideoPublisherTest::isPutObject)).isEqualTo(2);
    }

    @Test
    void takesItsOwnObjectForTheResultWhereTheAnswerToTheCompletionWasLost() throws IOException {
        storage.proxy().fault(VideoPublisherTest::isComplete, 1, new Fault.LoseAnswer());
        assertPublished(publisher.publish(large, OutputFormat.MP4, key), large);
        assertThat(storage.proxy().calls(VideoPublisherTest::isComplete)).isEqualTo(2);
    }

    @Test
    void publishingAgainIsPublishingOnce() throws IOException {
        PublishedVideo first = publisher.publish(small, OutputFormat.MP4, key);
        assertThat(publisher.publish(small, OutputFormat.MP4, key)).isEqualTo(first);
        PublishedVideo parts = publisher.publish(large, OutputFormat.MP4, key + "2");
        assertThat(publisher.publish(large, OutputFormat.MP4, key + "2")).isEqualTo(parts);
    }

    @Test
    void neverReplacesAnotherObject() {
        byte[] other = TestStorage.bytes(9, 300_000);
        storage.direct()
                .putObject(request -> request.bucket(TestStorage.BUCKET).key(key), RequestBody.fromBytes(other));
        assertUnavailable(small, "is not the video that was sent");
        assertUnavailable(large, "is not the video that was sent");
        assertThat(storedBytes()).isEqualTo(other);
    }

    @Test
    void anAnswerOfPreconditionFailedWithoutAnObjectIsNoSuccess() {
        storage.proxy().fault(VideoPublisherTest::isPutObject, 1, new Fault.Answer(412, "PreconditionFailed"));
        assertUnavailable(small, "404");
    }

    @Test
    void aConflictIsTriedAgain() throws IOException {
        storage.proxy().fault(VideoPublisherTest::isPutObject, 1, new Fault.Answer(409, "ConditionalRequestConflict"));
        assertPublished(publisher.publish(small, OutputFormat.MP4, key), small);
    }

    @Test
    void aConflictAtTheCompletionSendsAllPartsAnew() throws IOException {
        storage.proxy().fault(VideoPublisherTest::isComplete, 1, new Fault.Answer(409, "ConditionalRequestConflict"));
        assertPublished(publisher.publish(large, OutputFormat.MP4, key), large);
        assertThat(storage.proxy().calls(VideoPublisherTest::isCreate)).isEqualTo(2);
        assertThat(storage.proxy().calls(VideoPublisherTest::isPutPart)).isEqualTo(10);
        assertThat(storage.proxy().calls(VideoPublisherTest::isAbort)).isEqualTo(1);
    }

    @Test
    void conflictsWithoutEndAreUnavailability() {
        storage.proxy()
                .fault(VideoPublisherTest::isComplete, 1000, new Fault.Answer(409, "ConditionalRequestConflict"));
        assertUnavailable(large, "409");
        assertThat(storage.proxy().calls(VideoPublisherTest::isCreate)).isEqualTo(StorageRetry.ATTEMPTS);
        assertThat(storage.proxy().calls(VideoPublisherTest::isAbort)).isEqualTo(StorageRetry.ATTEMPTS);
    }

    @Test
    void aConnectionResetInThePartIsSurvived() throws IOException {
        storage.proxy().fault(VideoPublisherTest::isPutPart, 3, new Fault.ResetRequest(1_000_000));
        assertPublished(publisher.publish(large, OutputFormat.MP4, key), large);
    }

    @Test
    void aStormOnAPartCostsNoMoreThanTheBudgetAndTheUploadIsAborted() {
        storage.proxy()
                .fault(request -> request.target().contains("partNumber=2"), 1000, new Fault.Answer(503, "SlowDown"));
        assertUnavailable(large, "send part 2");
        assertThat(storage.proxy().calls(request -> request.target().contains("partNumber=2")))
                .isBetween(3L, 9L);
        assertThat(storage.proxy().calls(VideoPublisherTest::isAbort)).isEqualTo(1);
        assertThat(storage.proxy().calls(VideoPublisherTest::isComplete)).isZero();
        assertNothingStands();
    }

    @Test
    void aCompletionThatFailsAbortsTheUpload() {
        storage.proxy().fault(VideoPublisherTest::isComplete, 1000, new Fault.Answer(503, "SlowDown"));
        assertUnavailable(large, "complete the upload");
        assertThat(storage.proxy().calls(VideoPublisherTest::isAbort)).isEqualTo(1);
        assertNothingStands();
    }

    @Test
    void aBucketThatIsMissingIsTriedOnce() throws IOException {
        Path tiny = Files.write(directory.resolve("tiny.mp4"), TestStorage.bytes(3, 100));
        PublishSettings elsewhere =
                new PublishSettings("no-such-bucket", SETTINGS.baseUrl(), 3, TestStorage.PART_BYTES);
        VideoPublisher lost = new VideoPublisher(storage.client(), elsewhere, TestStorage.retry());
        assertThatExceptionOfType(TransientException.class)
                .isThrownBy(() -> lost.publish(tiny, OutputFormat.MP4, key))
                .withMessageContaining("404 NoSuchBucket");
        assertThat(storage.proxy().calls(_ -> true)).isEqualTo(1);
    }

    @Test
    void anInterruptEndsAllUploadsAndAbortsThem() throws Exception {
        StorageSettings patient =
                new StorageSettings(true, Duration.ofMinutes(10), Duration.ofSeconds(5), Duration.ofMinutes(10));
        storage.proxy().fault(VideoPublisherTest::isPutPart, 1000, new Fault.Hang());
        try (S3Client client = storage.client(patient, storage.server().secretKey())) {
            VideoPublisher waiting = new VideoPublisher(client, SETTINGS, TestStorage.retry());
            CompletableFuture<Boolean> interruptKept = new CompletableFuture<>();
            Thread job = Thread.ofPlatform().start(() -> {
                try {
                    waiting.publish(large, OutputFormat.MP4, key);
                    interruptKept.complete(false);
                } catch (StoppedException e) {
                    interruptKept.complete(Thread.currentThread().isInterrupted());
                } catch (RuntimeException e) {
                    interruptKept.completeExceptionally(e);
                }
            });
            await().until(() -> storage.proxy().stalled() >= 3);
            job.interrupt();
            assertThat(job.join(Duration.ofSeconds(5))).isTrue();
            assertThat(interruptKept.get()).isTrue();
        }
        assertThat(storage.proxy().calls(VideoPublisherTest::isAbort)).isEqualTo(1);
        // The server shows an upload's stub under its key until it has dealt with the abort.
        await().untilAsserted(this::assertNothingStands);
    }

    @Test
    void anOutputCanBeDeletedAndDeletedAgain() {
        publisher.publish(small, OutputFormat.MP4, key);
        publisher.delete(key);
        assertNothingStands();
        publisher.delete(key);
        storage.proxy().fault(_ -> true, 1000, new Fault.Answer(503, "SlowDown"));
        publisher.delete(key);
    }

    @Test
    void raisesThePartsSizeToStayWithinTenThousandParts() {
        long tebibyte = 1L << 40;
        List<ByteRange> parts = MultipartUpload.parts(tebibyte, 8L << 20);
        assertThat(parts).hasSizeLessThanOrEqualTo(MultipartUpload.MOST_PARTS);
        assertThat(parts.stream().mapToLong(ByteRange::lengthBytes).sum()).isEqualTo(tebibyte);
        assertThat(MultipartUpload.parts(100L << 20, 8L << 20)).hasSize(13);
    }

    private void assertPublished(PublishedVideo video, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        HeadObjectResponse head = storage.direct()
                .headObject(request -> request.bucket(TestStorage.BUCKET).key(key));
        assertThat(video)
                .isEqualTo(new PublishedVideo(
                        TestStorage.BUCKET,
                        key,
                        URI.create("https://videos.example.test/" + key),
                        bytes.length,
                        head.eTag()));
        assertThat(storedBytes()).isEqualTo(bytes);
        assertThat(head.contentType()).isEqualTo("video/mp4");
        assertThat(head.cacheControl()).isEqualTo("public, max-age=31536000, immutable");
        assertThat(head.contentDisposition()).isNull();
    }

    private byte[] storedBytes() {
        return storage.direct()
                .getObjectAsBytes(request -> request.bucket(TestStorage.BUCKET).key(key))
                .asByteArray();
    }

    private void assertUnavailable(Path file, String message) {
        assertThatExceptionOfType(TransientException.class)
                .isThrownBy(() -> publisher.publish(file, OutputFormat.MP4, key))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    }

    private static boolean isPutObject(Request request) {
        return request.method().equals("PUT") && !request.target().contains("partNumber");
    }

    private static boolean isPutPart(Request request) {
        return request.method().equals("PUT") && request.target().contains("partNumber");
    }

    private static boolean isCreate(Request request) {
        return request.method().equals("POST") && request.target().contains("uploads");
    }

    private static boolean isComplete(Request request) {
        return request.method().equals("POST") && request.target().contains("uploadId=");
    }

    private static boolean isAbort(Request request) {
        return request.method().equals("DELETE") && request.target().contains("uploadId=");
    }

    private void assertNothingStands() {
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(() -> storage.direct()
                        .headObject(
                                request -> request.bucket(TestStorage.BUCKET).key(key)));
    }
}
