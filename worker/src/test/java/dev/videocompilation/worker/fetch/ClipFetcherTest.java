package dev.videocompilation.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Fault;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Request;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.job.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;

class ClipFetcherTest {
    private static final int PARALLEL = 4;
    private static final int LARGE_BYTES = (int) (4 * TestStorage.PART_BYTES + 12_345);

    @TempDir
    static Path directory;

    private static TestStorage storage;
    private static Scratch scratches;
    private static byte[] large;
    private static ClipObject largeClip;

    private final FetchSettings settings = TestStorage.fetchSettings(PARALLEL);
    private ClipFetcher fetcher;
    private ScratchDirectory scratch;

    @BeforeAll
    static void start() {
        storage = TestStorage.start(directory.resolve("s3"));
        scratches = Scratch.open(TestStorage.scratchSettings(directory), RandomGenerator.getDefault());
        large = TestStorage.bytes(1, LARGE_BYTES);
        largeClip = storage.put(1, large);
    }

    @AfterAll
    static void stop() throws IOException {
        scratches.close();
        storage.close();
    }

    @BeforeEach
    void noFaults() {
        fetcher = new ClipFetcher(storage.client(), settings, TestStorage.SETTINGS, TestStorage.retry());
        scratch = scratches.newDirectory(List.of());
        storage.proxy().reset();
    }

    @AfterEach
    void leaveNothing() {
        scratch.close();
        assertThat(scratch.path()).doesNotExist();
    }

    @Test
    void fetchesManyClipsInOrderEachByteForByte() throws IOException {
        List<ClipObject> clips = IntStream.rangeClosed(2, 21)
                .mapToObj(id -> storage.put(id, TestStorage.bytes(id, 1000 * id)))
                .toList();
        List<FetchedClip> fetched = fetcher.fetch(clips, scratch, share -> {});
        assertThat(fetched).extracting(FetchedClip::object).isEqualTo(clips);
        for (int index = 0; index < clips.size(); index++) {
            assertThat(fetched.get(index).file()).isEqualTo(scratch.clipFile(index + 1));
            assertThat(fetched.get(index).file()).hasBinaryContent(TestStorage.bytes(index + 2, 1000 * (index + 2)));
        }
        assertThat(storage.proxy().requests())
                .allSatisfy(request -> assertThat(request.header("If-Match")).isNotEmpty());
    }

    @Test
    void fetchesALargeClipInRangesOfTheSetSize() throws IOException {
        assertThat(fetcher.fetch(List.of(largeClip), scratch, share -> {})
                        .getFirst()
                        .file())
                .hasBinaryContent(large);
        assertThat(storage.proxy().requests())
                .hasSize(5)
                .allSatisfy(request -> assertThat(request.header("If-Match")).isEqualTo(largeClip.etag()))
                .anySatisfy(request -> assertThat(request.header("Range")).isEqualTo("bytes=0-5242879"));
    }

    @Test
    void fetchesAClipThatIsListedTwiceOnce() throws IOException {
        byte[] bytes = TestStorage.bytes(30, 5000);
        ClipObject clip = storage.put(30, bytes);
        List<FetchedClip> fetched = fetcher.fetch(List.of(clip, clip), scratch, share -> {});
        assertThat(fetched).extracting(FetchedClip::file).doesNotHaveDuplicates();
        assertThat(fetched).allSatisfy(one -> assertThat(one.file()).hasBinaryContent(bytes));
        assertThat(storage.proxy().calls(request -> request.target().contains(clip.key())))
                .isEqualTo(1);
    }

    @Test
    void aTruncatedBodyIsARetryAndNeverAClip() throws IOException {
        storage.proxy().fault(_ -> true, 2, new Fault.Truncate(70_000));
        assertThat(fetcher.fetch(List.of(largeClip), scratch, share -> {})
                        .getFirst()
                        .file())
                .hasBinaryContent(large);
        assertThat(storage.proxy().calls(_ -> true)).isEqualTo(7);
    }

    @Test
    void aBodyThatIsAlwaysTruncatedEndsAsStorageUnavailable() {
        ClipObject clip = storage.put(31, TestStorage.bytes(31, 200_000));
        storage.proxy().fault(_ -> true, 1000, new Fault.Truncate(70_000));
        assertTransient(List.of(clip), ErrorCode.STORAGE_UNAVAILABLE, "video 31");
        assertThat(storage.proxy().calls(_ -> true)).isEqualTo(StorageRetry.ATTEMPTS);
    }

    @Test
    void aBodyThatStallsIsGivenUpAndFetchedAgain() throws IOException {
        byte[] bytes = TestStorage.bytes(32, 200_000);
        ClipObject clip = storage.put(32, bytes);
        storage.proxy().fault(_ -> true, 1, new Fault.Stall(70_000));
        StorageSettings hasty =
                new StorageSettings(true, Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofMillis(300));
        try (S3Client client = storage.client(hasty, storage.server().secretKey())) {
            ClipFetcher impatient = new ClipFetcher(client, settings, hasty, TestStorage.retry());
            assertThat(impatient
                            .fetch(List.of(clip), scratch, share -> {})
                            .getFirst()
                            .file())
                    .hasBinaryContent(bytes);
        }
    }

    @Test
    void aBodyThatContradictsItsChecksumIsARetry() throws IOException {
        byte[] bytes = TestStorage.bytes(33, 5000);
        ClipObject clip = storage.put(33, bytes);
        storage.proxy().fault(_ -> true, 1, new Fault.SetHeader("x-amz-checksum-crc32", "AAAAAA=="));
        assertThat(fetcher.fetch(List.of(clip), scratch, share -> {}).getFirst().file())
                .hasBinaryContent(bytes);
        assertThat(storage.proxy().calls(_ -> true)).isEqualTo(2);
    }

    @Test
    void anotherRangeThanTheOneAskedForIsARetry() throws IOException {
        storage.proxy()
                .fault(_ -> true, 1, new Fault.SetHeader("Content-Range", "bytes 1-5242880/%d".formatted(LARGE_BYTES)));
        assertThat(fetcher.fetch(List.of(largeClip), scratch, share -> {})
                        .getFirst()
                        .file())
                .hasBinaryContent(large);
    }

    @Test
    void aStormOnOneClipCostsNoMoreCallsThanTheBudget() {
        ClipObject clip = storage.put(34, TestStorage.bytes(34, 5000));
        storage.proxy().fault(_ -> true, 1000, new Fault.Answer(503, "SlowDown"));
        assertTransient(List.of(clip), ErrorCode.STORAGE_UNAVAILABLE, "503 SlowDown");
        assertThat(storage.proxy().calls(_ -> true)).isEqualTo(9);
    }

    @Test
    void aStormOnManyRangesCostsNoMoreThanTheBudgetOfThoseUnderWay() {
        storage.proxy().fault(_ -> true, 1000, new Fault.Answer(503, "SlowDown"));
        assertTransient(List.of(largeClip), ErrorCode.STORAGE_UNAVAILABLE, "503 SlowDown");
        assertThat(storage.proxy().calls(_ -> true)).isBetween(9L, 9L * PARALLEL);
    }

    @Test
    void aStormThatPassesIsSurvived() throws IOException {
        storage.proxy().fault(_ -> true, 8, new Fault.Answer(503, "SlowDown"));
        assertThat(fetcher.fetch(List.of(largeClip), scratch, share -> {})
                        .getFirst()
                        .file())
                .hasBinaryContent(large);
    }

    @Test
    void anObjectThatChangedIsRefusedAtOnce() {
        ClipObject frozen = storage.put(35, TestStorage.bytes(35, 5000));
        storage.put(35, TestStorage.bytes(36, 5000));
        assertRejected(frozen, ErrorCode.CLIP_CHANGED);
        assertThat(storage.proxy().calls(_ -> true)).isEqualTo(1);
    }

    @Test
    void anObjectOfAServerThatIgnoresIfMatchIsStillComparedWithTheFrozenOne() {
        ClipObject clip = storage.put(37, TestStorage.bytes(37, 5000));
        storage.proxy().fault(_ -> true, 1, new Fault.SetHeader("ETag", "\"another\""));
        assertRejected(clip, ErrorCode.CLIP_CHANGED);
    }

    @Test
    void anObjectThatIsGoneIsNotFound() {
        ClipObject clip = storage.put(39, TestStorage.bytes(39, 5000));
        storage.direct().deleteObject(request -> request.bucket(clip.bucket()).key(clip.key()));
        assertRejected(clip, ErrorCode.CLIP_NOT_FOUND);
    }

    /** What cannot be written to: for want of room, and for an input or output error, as at an address where no memory is. */
    @ParameterizedTest
    @CsvSource({"/dev/full, DISK_FULL", "/proc/self/mem, DISK_FAILED"})
    void aDiskThatCannotBeWrittenInTheMiddleIsSaidToBeAtFault(Path broken, ErrorCode code) {
        assumeThat(broken).exists();
        ClipFetcher filling = new ClipFetcher(
                settings,
                TestStorage.retry(),
                new RangeDownload(
                        storage.client(),
                        TestStorage.SETTINGS.attemptTimeout(),
                        _ -> FileChannel.open(broken, StandardOpenOption.WRITE)));
        assertThatExceptionOfType(TransientException.class)
                .isThrownBy(() -> filling.fetch(List.of(largeClip), scratch, share -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
        assertThat(storage.proxy().calls(_ -> true)).isLessThanOrEqualTo(PARALLEL);
    }

    @Test
    void anInterruptAbortsAllTransfers() throws Exception {
        List<ClipObject> clips = IntStream.range(50, 60)
                .mapToObj(id -> storage.put(id, TestStorage.bytes(id, 200_000)))
                .toList();
        storage.proxy().fault(isFor(clips), 1000, new Fault.Stall(70_000));
        StorageSettings patient =
                new StorageSettings(true, Duration.ofMinutes(10), Duration.ofSeconds(5), Duration.ofMinutes(10));
        try (S3Client client = storage.client(patient, storage.server().secretKey())) {
            ClipFetcher waiting = new ClipFetcher(client, settings, patient, TestStorage.retry());
            CompletableFuture<Boolean> interruptKept = new CompletableFuture<>();
            Thread job = Thread.ofPlatform().start(() -> {
                try {
                    waiting.fetch(clips, scratch, share -> {});
                    interruptKept.complete(false);
                } catch (StoppedException e) {
                    interruptKept.complete(Thread.currentThread().isInterrupted());
                } catch (RuntimeException e) {
                    interruptKept.completeExceptionally(e);
                }
            });
            await().until(() -> storage.proxy().stalled() >= PARALLEL);
            job.interrupt();
            assertThat(job.join(Duration.ofSeconds(5))).isTrue();
            assertThat(interruptKept.get()).isTrue();
            await().until(() -> storage.proxy().openConnections() == 0);
        }
    }

    @Test
    void jobsTogetherStayBelowTheSetNumberOfRequests() throws Exception {
        List<ClipObject> clips = IntStream.range(60, 66)
                .mapToObj(id -> storage.put(id, TestStorage.bytes(id, 200_000)))
                .toList();
        storage.proxy().fault(isFor(clips), PARALLEL, new Fault.Stall(70_000));
        try (ScratchDirectory other = scratches.newDirectory(List.of())) {
            Thread first = Thread.ofVirtual().start(() -> fetchUntilStopped(clips, scratch));
            Thread second = Thread.ofVirtual().start(() -> fetchUntilStopped(clips, other));
            await().until(() -> storage.proxy().stalled() == PARALLEL);
            assertThat(storage.proxy().calls(isFor(clips))).isEqualTo(PARALLEL);
            first.interrupt();
            second.interrupt();
            first.join();
            second.join();
        }
    }

    /** Requests for these clips; those of the test before may still be on their way. */
    private static Predicate<Request> isFor(List<ClipObject> clips) {
        return request -> clips.stream().anyMatch(clip -> request.target().contains(clip.key()));
    }

    private void fetchUntilStopped(List<ClipObject> clips, ScratchDirectory target) {
        try {
            fetcher.fetch(clips, target, share -> {});
        } catch (StoppedException e) {
            // As it should.
        }
    }

    private void assertTransient(List<ClipObject> clips, ErrorCode code, String message) {
        assertThatExceptionOfType(TransientException.class)
                .isThrownBy(() -> fetcher.fetch(clips, scratch, share -> {}))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertRejected(ClipObject clip, ErrorCode code) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> fetcher.fetch(List.of(clip), scratch, share -> {}))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code))
                .satisfies(refusal -> assertThat(refusal.clip()).contains(clip.ref()));
    }
}
