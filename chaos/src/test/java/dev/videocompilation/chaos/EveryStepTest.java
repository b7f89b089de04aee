package dev.videocompilation.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.devstack.faults.FaultyHttpProxy.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults 1 to 3: a worker is killed by SIGKILL between every two steps, each once, and another one does what is left. The kills come
 * first, then the check of the world that they leave.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryStepTest {
    private static final Path FOLDER = Path.of("target", "tmp", "every-step").toAbsolutePath();
    private static final int MOST_LIVES = 6;

    private final ChaosOptions options = new ChaosOptions(1, 1, 1, Goals.ofKills(0), 1, 20, FOLDER);
    private final Path kills = FOLDER.resolve("kills.log");
    private WorkerCommand command;
    private World world;
    private Workload workload;
    private Provocation provocation;

    @BeforeAll
    void makeTheWorld() throws IOException {
        FileTrees.delete(FOLDER);
        Files.createDirectories(FOLDER);
        command = WorkerCommand.prepare(FOLDER);
        world = World.start(options);
        workload = new Workload(
                world,
                new ChaosClips(Path.of(System.getenv("FFMPEG_HOME")), FOLDER),
                new Random(options.seed()),
                options);
        provocation = new Provocation(options, world, workload);
    }

    @AfterAll
    void endTheWorld() throws IOException {
        world.close();
        FileTrees.delete(FOLDER);
    }

    /** The one that needs a job of its own to be running comes first, while there is no other. */
    private static Stream<CrashPoint> points() {
        return Stream.concat(
                Stream.of(CrashPoint.CANCELLED),
                Stream.of(CrashPoint.values()).filter(point -> point != CrashPoint.CANCELLED));
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("points")
    void aWorkerIsKilledAt(CrashPoint point) throws Exception {
        // A poisonous job kills some workers before the one that parks it.
        for (int life = 1; life <= MOST_LIVES && !wasKilledAt(point); life++) {
            Process worker = start(point);
            try {
                if (life == 1) {
                    lead(point, worker);
                }
                assertThat(worker.waitFor(60, TimeUnit.SECONDS))
                        .describedAs(log(point))
                        .isTrue();
            } finally {
                worker.destroyForcibly().waitFor();
                world.storageProxy().reset();
            }
        }
        assertThat(wasKilledAt(point)).describedAs(log(point)).isTrue();
    }

    @Order(2)
    @Test
    void theNextWorkerLeavesNothingLostAndNothingDoubled() throws Exception {
        Breaches breaches = new Breaches();
        List<String> told = new ArrayList<>();
        WorkerFleet fleet = new WorkerFleet(options, world, command, provocation);
        try (fleet) {
            fleet.calmDown();
            fleet.start();
            new Settling(options, world, told::add, breaches).await();
        }
        fleet.sweepRest();
        assertThat(fleet.badEnds()).isEmpty();
        new WorldCheck(world, workload.accepted(), breaches).run(Path.of(System.getenv("FFMPEG_HOME")));

        assertThat(breaches.found()).describedAs(told.toString()).isEmpty();
    }

    /** Gives the worker the job, and the trouble, that lead to the point. */
    private void lead(CrashPoint point, Process worker) throws InterruptedException {
        switch (point) {
            case RELEASED -> {
                stallAJob();
                Signals.send(worker.pid(), Signals.SIGTERM);
            }
            case CANCELLED -> workload.callOff(stallAJob());
            default -> {
                if (!provocation.of(point, "")) {
                    // Only the sound of a pair is made by ffmpeg.
                    workload.enqueueOne(JobKind.PAIR);
                }
            }
        }
    }

    private String stallAJob() throws InterruptedException {
        world.storageProxy().fault(Provocation::isForAClip, 1, new Fault.Stall(10));
        String job = workload.enqueueOne(JobKind.PAIR);
        while (world.storageProxy().stalled() == 0) {
            Thread.sleep(20);
        }
        return job;
    }

    private Process start(CrashPoint point) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(world.workerEnvironment(options));
        // One that finds no room needs another beside it.
        environment.put("JOB_SLOTS", point == CrashPoint.HANDED_BACK ? "2" : "1");
        environment.put("SWEEP_QUEUED_AFTER", "1s");
        environment.put("SWEEP_INTERVAL", "500ms");
        environment.put("SWEEP_UPLOAD_AGE", point == CrashPoint.UPLOAD_ABORTED ? "1s" : "24h");
        environment.put("DRAIN_TIMEOUT", "100ms");
        environment.put("S3_SOCKET_TIMEOUT", "30s");
        environment.put("RETRY_ATTEMPTS", "100");
        List<String> jvmOptions = List.of(
                "-Dchaos.kills=" + kills, "-Dchaos.database=" + world.jdbcUrl(), Crash.option(Map.of(point, 1)));
        return command.start(environment, jvmOptions, FOLDER.resolve(point + ".log"), "run");
    }

    private boolean wasKilledAt(CrashPoint point) {
        return Kill.read(kills).stream().anyMatch(kill -> kill.point().equals(point.name()));
    }

    private static String log(CrashPoint point) throws IOException {
        return Files.readString(FOLDER.resolve(point + ".log"));
    }
}
