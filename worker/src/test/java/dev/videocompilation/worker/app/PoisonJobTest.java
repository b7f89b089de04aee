package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.event.WebhookEvent;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.devstack.WebhookReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * A job that kills its worker is set aside, and no other is. The worker's ffmpeg stands in a folder of the test's: beside the
 * poisonous clip it kills the process that started it, and every other job's waits until that has happened once.
 */
final class PoisonJobTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path folder =
            Path.of("target", "tmp", "poison-" + UUID.randomUUID()).toAbsolutePath();
    /** Exists once ffmpeg need not wait any more. */
    private final Path go = folder.resolve("go");
    /** A clip that differs from all others by its length. */
    private final Path poisonousClip = SampleClips.clip(3, 3);

    private TestWorld world;
    private WebhookReceiver receiver;
    private final List<WorkerProcess> workers = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder);
        script("ffmpeg", """
                if [ "$PWD" != / ]; then
                    if [ -n "$(find . -type f -size %dc)" ]; then
                        touch '%s'
                        kill -9 $PPID
                    fi
                    until [ -e '%s' ]; do sleep 0.1; done
                fi
                """.formatted(Files.size(poisonousClip), go, go));
        script("ffprobe", "");
        world = TestWorld.create()
                .withShortLeases()
                .with("JOB_SLOTS", "3")
                .with("CPU_SLOTS", "3")
                .with("FFMPEG_HOME", folder.toString());
        receiver = WebhookReceiver.start(TestWorld.SECRET);
    }

    @AfterEach
    void close() throws Exception {
        Files.writeString(go, "");
        world.close();
        receiver.close();
    }

    @Test
    void exactlyThePoisonIsSetAsideAfterThreeCrashesAloneAndItsNeighboursSucceed() throws Exception {
        List<CompileJob> besideItsFirstCrash = List.of(enqueueJob(), enqueueJob());
        startWorker();
        besideItsFirstCrash.forEach(job -> awaitState(job, "running"));
        CompileJob poison = enqueue(poisonousClip);
        Awaitility.await("the poison kills its worker")
                .atMost(PATIENCE)
                .until(() -> !workers.getLast().isAlive());
        List<CompileJob> besideItsLaterOnes = List.of(enqueueJob(), enqueueJob());

        keepAWorkerRunningUntil(5);

        Record dead = world.row(poison.jobId());
        assertThat(dead.get("state", String.class)).isEqualTo("dead");
        assertThat(dead.get("error_code", String.class)).isEqualTo(ErrorCode.WORKER_CRASHED.name());
        assertCrashes(poison, 4, 3);
        assertThat(workers)
                .as("one worker for each crash, and one that set it aside")
                .hasSize(5);
        for (CompileJob job : besideItsFirstCrash) {
            assertThat(world.state(job.jobId())).isEqualTo("succeeded");
            assertCrashes(job, 1, 0);
        }
        for (CompileJob job : besideItsLaterOnes) {
            assertThat(world.state(job.jobId())).isEqualTo("succeeded");
            assertCrashes(job, 0, 0);
        }

        assertThat(events(VideoCompiled.class)).hasSize(4);
        assertThat(events(VideoCompileFailed.class)).singleElement().satisfies(event -> {
            assertThat(event.data().jobId()).isEqualTo(poison.jobId());
            assertThat(event.data().errorCode()).isEqualTo(ErrorCode.WORKER_CRASHED);
        });
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);
        assertThat(world.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(attribute(letter, "errorCode")).isEqualTo(ErrorCode.WORKER_CRASHED.name());
            assertThat(attribute(letter, "reason")).isEqualTo(dead.get("error_message", String.class));
            assertThat(attribute(letter, "jobId")).isEqualTo(poison.jobId().value());
            assertThat(letter.body()).contains(poison.jobId().value());
        });
    }

    @Test
    void aWorkerThatWasKilledFromOutsideCostsEachOfItsJobsOneRunAlone() throws Exception {
        List<CompileJob> killed = List.of(enqueueJob(), enqueueJob());
        startWorker();
        killed.forEach(job -> awaitState(job, "running"));
        workers.getLast().kill();
        Files.writeString(go, "");
        CompileJob untouched = enqueueJob();

        startWorker();
        keepAWorkerRunningUntil(3);

        List<CompileJob> all =
                Stream.concat(killed.stream(), Stream.of(untouched)).toList();
        for (CompileJob job : all) {
            assertThat(world.state(job.jobId())).isEqualTo("succeeded");
        }
        for (CompileJob job : killed) {
            assertCrashes(job, 1, 0);
            assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(2);
            assertThat(world.row(job.jobId()).get("alone_fence", Long.class)).isEqualTo(2);
            all.stream().filter(other -> !other.equals(job)).forEach(other -> assertApart(job, other));
        }
        assertCrashes(untouched, 0, 0);
        assertThat(world.row(untouched.jobId()).get("alone_fence")).isNull();
        assertThat(workers).hasSize(2);
        assertThat(events(VideoCompiled.class)).hasSize(3);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.messages() == 0);
        assertThat(world.deadLetterCount()).isZero();
    }

    /** Replaces each worker that dies, as a container service does, until so many events have come. */
    private void keepAWorkerRunningUntil(int events) {
        Awaitility.await().atMost(PATIENCE).pollInSameThread().until(() -> {
            if (!workers.getLast().isAlive()) {
                startWorker();
            }
            return receiver.received().size() >= events;
        });
    }

    private void startWorker() throws IOException {
        workers.add(world.startWorkerProcess());
    }

    private void awaitState(CompileJob job, String state) {
        Awaitility.await(state)
                .atMost(PATIENCE)
                .until(() -> world.state(job.jobId()).equals(state));
    }

    private CompileJob enqueueJob() {
        return enqueue(SampleClips.clip(1, 1));
    }

    private CompileJob enqueue(Path clip) {
        int script = world.script();
        world.approvedVideo(script, clip);
        CompileJob job = TestWorld.jobThatNeedsFfmpeg(script).withWebhookUrl(receiver.url());
        world.enqueue(job);
        return job;
    }

    private void assertCrashes(CompileJob job, int crashes, int crashesAlone) {
        Record row = world.row(job.jobId());
        assertThat(row.get("crashes", Integer.class)).as(job.jobId().value()).isEqualTo(crashes);
        assertThat(row.get("crashes_alone", Integer.class))
                .as(job.jobId().value())
                .isEqualTo(crashesAlone);
    }

    /** The last claims of two jobs did not overlap. */
    private void assertApart(CompileJob one, CompileJob other) {
        Record first = world.row(one.jobId());
        Record second = world.row(other.jobId());
        boolean apart = !time(first, "finished_at").isAfter(time(second, "started_at"))
                || !time(second, "finished_at").isAfter(time(first, "started_at"));
        assertThat(apart).as("%s and %s ran apart", one.jobId(), other.jobId()).isTrue();
    }

    private static OffsetDateTime time(Record row, String column) {
        return Objects.requireNonNull(row.get(column, OffsetDateTime.class));
    }

    private <T extends WebhookEvent> List<T> events(Class<T> type) {
        return receiver.received().stream()
                .map(received -> WebhookEventJson.read(received.body()))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static String attribute(Message message, String name) {
        return Objects.requireNonNull(message.messageAttributes().get(name)).stringValue();
    }

    /** A program of the worker's that runs the real one of the same name after some lines of its own. */
    private void script(String program, String before) throws IOException {
        Path real = SampleClips.binaries().home();
        Path script = Files.writeString(
                folder.resolve(program),
                "#!/bin/sh\n%sLD_LIBRARY_PATH='%s' exec '%s' \"$@\"\n".formatted(before, real, real.resolve(program)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
