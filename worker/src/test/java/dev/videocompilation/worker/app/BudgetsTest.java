package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.worker.ledger.JobCancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * No job starves another. The worker's ffmpeg and ffprobe stand in a folder of the test's: each writes its job's folder to a trail when
 * it begins and when it has ended, and ffmpeg begins no job's work before the test says so.
 */
final class BudgetsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder =
            Path.of("target", "tmp", "budgets-" + UUID.randomUUID()).toAbsolutePath();
    /** Exists once ffmpeg need not wait any more. */
    private final Path go = folder.resolve("go");

    private final Path trail = folder.resolve("trail");

    private TestWorld world;
    private WebhookReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder);
        Files.createFile(trail);
        script("ffmpeg", "until [ -e '%s' ]; do sleep 0.1; done".formatted(go));
        script("ffprobe", "");
        world = TestWorld.create().withShortLeases().with("FFMPEG_HOME", folder.toString());
        receiver = WebhookReceiver.start(TestWorld.SECRET);
    }

    @AfterEach
    void close() throws Exception {
        letGo();
        world.close();
        receiver.close();
    }

    @Test
    void withOneCpuSlotTwoJobsNeverComputeAtOnceAndOneFetchesWhileTheOtherEncodes() throws Exception {
        world.with("CPU_SLOTS", "1").with("IO_SLOTS", "1");
        WorkerProcess worker = world.startWorkerProcess();
        CompileJob first = enqueue(2);
        awaitEncoding(1);
        CompileJob second = enqueue(3);

        worker.awaitLog("waits for one of the cpu slots");
        assertThat(world.state(second.jobId())).isEqualTo("running");
        assertThat(world.scratchFiles().stream().filter(file -> file.toString().endsWith(".mp4")))
                .as("the clips of both, fetched while the first held the CPU")
                .hasSizeGreaterThanOrEqualTo(2 + 3);
        assertThat(jobsIn(lines())).as("jobs that have computed").hasSize(1);
        letGo();

        awaitState(first, "succeeded");
        awaitState(second, "succeeded");
        assertThat(jobsIn(lines())).hasSize(2);
        assertThatNoTwoJobsComputedAtOnce();
        assertNothingIsLeft();
    }

    @Test
    void slotsComeBackFromJobsThatFailAreCancelledOrAreCancelledWhileTheyWait() throws Exception {
        world.with("CPU_SLOTS", "1").with("IO_SLOTS", "1").with("JOB_SLOTS", "3");
        WorkerProcess worker = world.startWorkerProcess();
        CompileJob encoding = enqueue(2);
        awaitEncoding(1);
        CompileJob waiting = enqueue(2);
        worker.awaitLog("waits for one of the cpu slots");

        cancel(waiting);
        awaitState(waiting, "cancelled");
        assertThat(world.state(encoding.jobId())).isEqualTo("running");
        cancel(encoding);
        awaitState(encoding, "cancelled");

        letGo();
        Path damaged = Files.writeString(folder.resolve("damaged.mp4"), "no video");
        CompileJob refused = enqueueJob(List.of(SampleClips.clip(1, 1), damaged));
        awaitState(refused, "failed");
        CompileJob last = enqueue(2);
        awaitState(last, "succeeded");
        assertNothingIsLeft();
    }

    @Test
    void slotsComeBackFromAJobWhoseLeaseIsLost() throws Exception {
        world.with("CPU_SLOTS", "1").startWorker();
        CompileJob stolen = enqueue(2);
        awaitEncoding(1);
        long fence = world.row(stolen.jobId()).get("fence", Long.class);
        world.database()
                .execute(
                        "update video_compilation.compile_jobs set fence = fence + 1, lease_until = now() where job_id = {0}",
                        DSL.val(stolen.jobId().value()));
        Awaitility.await("the job is stopped, and taken up anew to run alone")
                .atMost(PATIENCE)
                .until(() -> world.row(stolen.jobId()).get("fence", Long.class) > fence + 1);
        letGo();

        awaitState(stolen, "succeeded");
        CompileJob next = enqueue(1);
        awaitState(next, "succeeded");
        assertNothingIsLeft();
    }

    @Test
    void aJobThatRunsAloneFindsItsSlotsFree() throws Exception {
        world.with("CPU_SLOTS", "1").with("IO_SLOTS", "1");
        WorkerProcess worker = world.startWorkerProcess();
        CompileJob other = enqueue(2);
        awaitEncoding(1);
        CompileJob waiting = enqueue(2);
        worker.awaitLog("waits for one of the cpu slots");
        // As if a worker had died with it. The two others have both of this worker's job slots.
        CompileJob alone = job(2);
        world.enqueue(alone);
        world.database()
                .execute(
                        "update video_compilation.compile_jobs set crashes = 1 where job_id = {0}",
                        DSL.val(alone.jobId().value()));
        letGo();

        for (CompileJob job : List.of(other, waiting, alone)) {
            awaitState(job, "succeeded");
        }
        assertThat(world.row(alone.jobId()).get("alone_fence", Long.class)).isNotNull();
        assertNothingIsLeft();
    }

    @Test
    void aJobBeyondItsQuotaIsRefusedWithTheNumbersAndNothingIsFetched() throws Exception {
        world.with("JOB_DISK_QUOTA", "64MiB").startWorker();
        CompileJob job = enqueue(2);

        VideoCompileFailed event = (VideoCompileFailed)
                WebhookEventJson.read(receiver.awaitFirst(PATIENCE).body());

        assertThat(event.data().jobId()).isEqualTo(job.jobId());
        assertThat(event.data().errorCode()).isEqualTo(ErrorCode.JOB_TOO_LARGE);
        assertThat(event.data().errorMessage())
                .isEqualTo(
                        "the job's 2 clips have 1 MiB, so that it needs 65 MiB of scratch space, more than the 64 MiB that"
                                + " JOB_DISK_QUOTA allows");
        assertThat(world.state(job.jobId())).isEqualTo("failed");
        assertThat(world.row(job.jobId()).get("attempts", Integer.class)).isZero();
        assertThat(lines()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void aJobThatDoesNotFitBesideAnotherIsHandedBackWithTheReasonAndDoneAfterIt() throws Exception {
        world.with("SCRATCH_BUDGET", "100MiB").startWorker();
        CompileJob first = enqueue(2);
        awaitEncoding(1);
        CompileJob second = enqueue(2);

        Awaitility.await("handed back")
                .atMost(PATIENCE)
                .until(() -> "DISK_BUSY".equals(world.row(second.jobId()).get("error_code", String.class)));
        Record waiting = world.row(second.jobId());
        assertThat(waiting.get("error_message", String.class))
                .isEqualTo(
                        "the job needs 65 MiB of scratch space, and beside the other jobs of its worker (1) 35 MiB are left");
        assertThat(waiting.get("attempts", Integer.class)).isZero();
        assertThat(waiting.get("clips")).as("pinned by the first claim").isNotNull();
        Awaitility.await().until(() -> world.state(second.jobId()).equals("queued"));
        assertThat(world.state(first.jobId())).isEqualTo("running");
        letGo();

        awaitState(first, "succeeded");
        awaitState(second, "succeeded");
        Record done = world.row(second.jobId());
        assertThat(done.get("attempts", Integer.class)).isZero();
        assertThat(done.get("error_code")).isNull();
        assertThat(done.get("fence", Long.class)).isGreaterThan(1);
        assertNothingIsLeft();
    }

    @Test
    void aJobThatFitsIntoNoWorkerFailsAfterItsAttempts() throws Exception {
        world.with("SCRATCH_BUDGET", "10MiB").with("RETRY_ATTEMPTS", "2").startWorker();
        CompileJob job = enqueue(1);

        awaitState(job, "failed");

        Record row = world.row(job.jobId());
        assertThat(row.get("error_code", String.class)).isEqualTo(ErrorCode.RETRIES_EXHAUSTED.name());
        assertThat(row.get("error_message", String.class))
                .endsWith(
                        "DISK_FULL: the job needs 65 MiB of scratch space, and without any other job this worker has 10 MiB");
        assertNothingIsLeft();
    }

    @Test
    void aJobThatWasHandedBackOftenGetsAWorkerToItself() throws Exception {
        world.with("SCRATCH_BUDGET", "150MiB").with("JOB_SLOTS", "3");
        CompileJob crowdedOut = job(2);
        world.enqueue(crowdedOut);
        receive(5);
        world.database()
                .execute(
                        "update video_compilation.compile_jobs set error_code = 'DISK_BUSY' where job_id = {0}",
                        DSL.val(crowdedOut.jobId().value()));
        CompileJob running = job(2);
        world.enqueue(running);
        // Its sixth receive is the worker's first.
        WorkerProcess worker = world.startWorkerProcess();
        worker.awaitLog("waits to run alone");
        CompileJob smaller = enqueue(1);
        letGo();

        for (CompileJob job : List.of(running, crowdedOut, smaller)) {
            awaitState(job, "succeeded");
        }
        Record alone = world.row(crowdedOut.jobId());
        assertThat(alone.get("alone_fence", Long.class)).isEqualTo(1);
        assertThat(alone.get("attempts", Integer.class)).isZero();
        assertApart(alone, world.row(running.jobId()));
        assertApart(alone, world.row(smaller.jobId()));
        assertNothingIsLeft();
    }

    /** The last claims of two jobs did not overlap. */
    private static void assertApart(Record one, Record other) {
        boolean apart = !one.get("finished_at", Instant.class).isAfter(other.get("started_at", Instant.class))
                || !other.get("finished_at", Instant.class).isAfter(one.get("started_at", Instant.class));
        assertThat(apart).isTrue();
    }

    /** Receives the one message that is there, so often, and makes it visible again each time. */
    private void receive(int times) {
        for (int i = 0; i < times; i++) {
            Message message = Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () -> world
                                    .stack()
                                    .sqsClient()
                                    .receiveMessage(request ->
                                            request.queueUrl(world.queues().queueUrl()))
                                    .messages()
                                    .stream()
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            world.stack()
                    .sqsClient()
                    .changeMessageVisibility(
                            request -> request.queueUrl(world.queues().queueUrl())
                                    .receiptHandle(message.receiptHandle())
                                    .visibilityTimeout(0));
        }
    }

    private CompileJob enqueue(int clips) {
        CompileJob job = job(clips);
        world.enqueue(job);
        return job;
    }

    private CompileJob job(int clips) {
        int script = world.script();
        for (int i = 0; i < clips; i++) {
            world.approvedVideo(script, SampleClips.clip(i % 12, 1));
        }
        return TestWorld.jobThatNeedsFfmpeg(script).withWebhookUrl(receiver.url());
    }

    private CompileJob enqueueJob(List<Path> clips) {
        int script = world.script();
        clips.forEach(clip -> world.approvedVideo(script, clip));
        CompileJob job = TestWorld.jobThatNeedsFfmpeg(script).withWebhookUrl(receiver.url());
        world.enqueue(job);
        return job;
    }

    private void cancel(CompileJob job) {
        var _ = new JobCancellation(world.database()).request(job.jobId(), Optional.empty());
    }

    private void letGo() throws IOException {
        Files.writeString(go, "");
    }

    private void awaitState(CompileJob job, String state) {
        JobId id = job.jobId();
        Awaitility.await(id.value() + " " + state)
                .atMost(PATIENCE)
                .until(() -> world.state(id).equals(state));
    }

    /** Waits until so many jobs' ffmpeg stands before its work. */
    private void awaitEncoding(int jobs) {
        Awaitility.await("encoding")
                .atMost(PATIENCE)
                .until(() -> jobsIn(lines().stream()
                                        .filter(line -> line.startsWith("begin ffmpeg"))
                                        .toList())
                                .size()
                        == jobs);
    }

    private void assertNothingIsLeft() throws Exception {
        Awaitility.await().atMost(PATIENCE).until(() -> world.messages() == 0);
        assertThat(world.deadLetterCount()).isZero();
        assertThat(world.scratchFiles()).isEmpty();
    }

    private void assertThatNoTwoJobsComputedAtOnce() throws IOException {
        Deque<String> open = new ArrayDeque<>();
        for (String line : lines()) {
            String job = folderOf(line);
            if (line.startsWith("begin")) {
                assertThat(open).as(line).allMatch(job::equals);
                open.push(job);
            } else {
                open.removeFirstOccurrence(job);
            }
        }
        assertThat(open).isEmpty();
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(trail);
    }

    private static Set<String> jobsIn(List<String> lines) {
        Set<String> jobs = new HashSet<>();
        lines.forEach(line -> jobs.add(folderOf(line)));
        return jobs;
    }

    private static String folderOf(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    /** A program of the worker's that runs the real one of the same name between two lines of the trail. */
    private void script(String program, String before) throws IOException {
        Path real = SampleClips.binaries().home();
        Path script = Files.writeString(folder.resolve(program), """
                #!/bin/sh
                LD_LIBRARY_PATH='%s'
                export LD_LIBRARY_PATH
                if [ "$PWD" = / ]; then
                    exec '%s' "$@"
                fi
                echo "begin %s $PWD" >> '%s'
                %s
                '%s' "$@"
                code=$?
                echo "end %s $PWD" >> '%s'
                exit $code
                """.formatted(
                        real, real.resolve(program), program, trail, before, real.resolve(program), program, trail));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
