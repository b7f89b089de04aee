package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.queue.QueueUnusableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job survives: the death of its worker, the end of its worker, and services that are away. */
final class WorkerFaultsTest {
    private TestWorld world;
    private WebhookReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.create().withShortLeases();
        receiver = WebhookReceiver.start(TestWorld.SECRET);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        receiver.close();
    }

    @Test
    void aKilledWorkersJobIsDoneOnceAfterARestart() throws Exception {
        CompileJob job = longJob();
        WorkerProcess first = world.startWorkerProcess();
        first.awaitLog("planned");
        List<ProcessHandle> orphans = first.children();
        first.kill();
        assertThatNoneOutlives(orphans);
        assertThat(world.state(job.jobId())).isEqualTo("running");

        world.startWorkerProcess();
        receiver.awaitFirst(Duration.ofSeconds(90));

        Record row = world.row(job.jobId());
        assertThat(row.get("state", String.class)).isEqualTo("succeeded");
        assertThat(row.get("fence", Long.class)).isGreaterThan(1);
        assertThat(world.compiledKeys(job.scriptId())).hasSize(1);
        assertThat(receiver.received()).hasSize(1);
        assertNothingIsLeft();
    }

    @Test
    void sigtermLetsARunningJobFinish() throws Exception {
        CompileJob job = longJob();
        WorkerProcess worker = world.with("DRAIN_TIMEOUT", "60s").startWorkerProcess();
        worker.awaitLog("planned");

        assertThat(worker.terminate()).isZero();

        assertThat(world.state(job.jobId())).isEqualTo("succeeded");
        assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(1);
        assertNothingIsLeft();
    }

    @Test
    void sigtermHandsBackWhatDoesNotFitAndCountsNoAttempt() throws Exception {
        CompileJob job = longJob();
        WorkerProcess worker = world.with("DRAIN_TIMEOUT", "1ms").startWorkerProcess();
        worker.awaitLog("planned");

        assertThat(worker.terminate()).isZero();

        assertThat(world.state(job.jobId())).isEqualTo("queued");
        assertThat(world.row(job.jobId()).get("attempts", Integer.class)).isZero();
        assertThat(world.scratchFiles()).isEmpty();
        assertThat(worker.children()).isEmpty();
        world.startWorker();
        receiver.awaitFirst(Duration.ofSeconds(60));
        assertThat(world.state(job.jobId())).isEqualTo("succeeded");
        assertNothingIsLeft();
    }

    @Test
    void aJobWaitsForAStorageThatIsAway() throws Exception {
        CompileJob job = shortJob();
        world.startWorker();
        world.stack().s3().stop();
        try {
            world.enqueue(job);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> world.row(job.jobId()).get("attempts", Integer.class) > 0);
            assertThat(world.row(job.jobId()).get("error_code", String.class))
                    .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE.name());
        } finally {
            world.stack().s3().startAgain();
        }
        receiver.awaitFirst(Duration.ofSeconds(90));
        assertThat(world.state(job.jobId())).isEqualTo("succeeded");
        assertThat(world.row(job.jobId()).get("error_code", String.class)).isNull();
        assertNothingIsLeft();
    }

    @Test
    void aStorageThatStaysAwayFailsTheJobAfterItsAttempts() throws Exception {
        CompileJob job = shortJob();
        world.with("RETRY_ATTEMPTS", "2").startWorker();
        world.stack().s3().stop();
        try {
            world.enqueue(job);
            receiver.awaitFirst(Duration.ofSeconds(90));
        } finally {
            world.stack().s3().startAgain();
        }
        Record row = world.row(job.jobId());
        assertThat(row.get("state", String.class)).isEqualTo("failed");
        assertThat(row.get("error_code", String.class)).isEqualTo(ErrorCode.RETRIES_EXHAUSTED.name());
        assertThat(row.get("error_message", String.class)).contains(ErrorCode.STORAGE_UNAVAILABLE.name());
        assertNothingIsLeft();
    }

    @Test
    void aJobOutlivesADatabaseThatIsAway() throws Exception {
        CompileJob job = longJob();
        world.with("DATABASE_TIMEOUT", "1s").startWorker();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> world.state(job.jobId()).equals("running"));
        world.stack().postgres().stop();
        world.stack().postgres().startAgain();

        receiver.awaitFirst(Duration.ofMinutes(2));
        assertThat(world.state(job.jobId())).isEqualTo("succeeded");
        assertThat(receiver.received()).hasSize(1);
        assertNothingIsLeft();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ofAJobWhoseDownloadFillsTheDiskNoFileIsLeftAndItIsDoneLater() throws Exception {
        FaultyTcpProxy storage = world.proxyStorage();
        // One clip after another, so slowly that the file of the second can be put before it is opened.
        WorkerProcess worker = world.with("FETCH_PARALLEL", "1").startWorkerProcess();
        worker.awaitLog("polling");
        storage.slow(200);
        CompileJob job = enqueue(2);
        Path folder = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(world::jobFolders, folders -> !folders.isEmpty())
                .getFirst();
        Files.createSymbolicLink(folder.resolve("clip-0002.mp4"), Path.of("/dev/full"));

        worker.awaitLog("failed with DISK_FULL: the scratch disk was full when the worker tried to write video");

        assertThat(folder).doesNotExist();
        storage.heal();
        receiver.awaitFirst(Duration.ofSeconds(90));
        assertThat(world.state(job.jobId())).isEqualTo("succeeded");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @CsvSource({
        "sound.mp4, the scratch disk was full while joining",
        "output.mp4, the scratch disk was full when the worker tried to join the clips"
    })
    void ofAJobWhoseJoinFillsTheDiskNoFileIsLeftAndItIsDoneLater(String file, String words, @TempDir Path home)
            throws Exception {
        // What is made in a job's folder is on a full disk the first time.
        Path filled = home.resolve("filled");
        script(home, "ffprobe", "");
        script(
                home,
                "ffmpeg",
                "if [ \"$PWD\" != / ] && [ ! -e '%1$s' ]; then ln -s /dev/full %2$s; pwd > '%1$s'; fi"
                        .formatted(filled, file));
        WorkerProcess worker = world.with("FFMPEG_HOME", home.toString()).startWorkerProcess();
        CompileJob job = enqueue(2);

        worker.awaitLog("failed with DISK_FULL: " + words);

        assertThat(Path.of(Files.readString(filled).strip())).doesNotExist();
        receiver.awaitFirst(Duration.ofSeconds(90));
        assertThat(world.state(job.jobId())).isEqualTo("succeeded");
        assertNothingIsLeft();
    }

    /** The real program, after something else. */
    private static void script(Path home, String program, String before) throws IOException {
        Path real = SampleClips.binaries().home();
        Path script = Files.writeString(home.resolve(program), """
                #!/bin/sh
                %s
                LD_LIBRARY_PATH='%s' exec '%s' "$@"
                """.formatted(before, real, real.resolve(program)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aWorkerDoesNotStartWithoutItsDatabase() {
        world.with("DATABASE_TIMEOUT", "1s").with("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none");
        assertThatThrownBy(() -> world.startWorker())
                .isInstanceOfSatisfying(
                        TransientException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
    }

    @Test
    void aWorkerDoesNotStartWithoutItsQueue() {
        world.with("QUEUE_URL", world.queues().queueUrl() + "-missing");
        assertThatThrownBy(() -> world.startWorker())
                .isInstanceOf(QueueUnusableException.class)
                .hasMessageContaining(ErrorCode.QUEUE_NOT_FOUND.name())
                .hasMessageContaining("QUEUE_URL");
    }

    /** Where nothing binds an ffmpeg to its worker, it goes on to its end. */
    private static void assertThatNoneOutlives(List<ProcessHandle> children) {
        boolean bound = SampleClips.binaries().isLimited();
        Awaitility.await("children of the killed worker end")
                .atMost(Duration.ofSeconds(bound ? 5 : 30))
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** A job of some seconds: long enough to be met in its middle. */
    private CompileJob longJob() {
        return enqueue(60);
    }

    private CompileJob enqueue(int clips) {
        int script = world.script();
        for (int i = 0; i < clips; i++) {
            world.approvedVideo(script, SampleClips.clip(i % 12, 1));
        }
        CompileJob job = TestWorld.jobThatNeedsFfmpeg(script).withWebhookUrl(receiver.url());
        world.enqueue(job);
        return job;
    }

    private CompileJob shortJob() {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        return TestWorld.jobThatNeedsFfmpeg(script).withWebhookUrl(receiver.url());
    }

    private void assertNothingIsLeft() throws Exception {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);
        assertThat(world.deadLetterCount()).isZero();
        assertThat(world.scratchFiles()).isEmpty();
        assertThat(world.jobFolders()).isEmpty();
    }
}
