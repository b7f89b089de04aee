package dev.videocompilation.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.pipeline.Stage.Resource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StagePermitsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> waits = new CopyOnWriteArrayList<>();
    private final List<String> trail = new CopyOnWriteArrayList<>();
    private final StagePermits permits = new StagePermits(
            new StageSettings(1, 1), (resource, wait) -> waits.add(resource.word() + wait.toSeconds()), nanos::get);

    @Test
    void oneThatComputesAndOneThatCopiesDoNotWaitForOneAnother() {
        try (StagePermits.Permit joining = permits.take(Stage.JOIN);
                StagePermits.Permit fetching = permits.take(Stage.FETCH)) {
            assertThat(List.of(joining, fetching)).hasSize(2);
        }
        assertThat(waits).containsExactly("cpu0", "io0");
    }

    @Test
    void permitsAreGivenInTheOrderOfAsking() throws Exception {
        StagePermits.Permit first = permits.take(Stage.PROBE);
        List<Thread> waiting = List.of(inTurn(Stage.JOIN), inTurn(Stage.VERIFY), inTurn(Stage.PROBE));

        first.close();
        for (Thread thread : waiting) {
            thread.join();
        }

        assertThat(trail).containsExactly("JOIN", "VERIFY", "PROBE");
    }

    @Test
    void whoIsInterruptedWhileItWaitsHasNoPermitAndTakesNone() throws Exception {
        StagePermits.Permit held = permits.take(Stage.PUBLISH);
        CompletableFuture<Boolean> interruptKept = new CompletableFuture<>();
        Thread stopped = waiting(() -> {
            assertThatThrownBy(() -> permits.take(Stage.FETCH)).isInstanceOf(StoppedException.class);
            interruptKept.complete(Thread.currentThread().isInterrupted());
        });

        stopped.interrupt();

        assertThat(interruptKept.get()).isTrue();
        held.close();
        permits.take(Stage.FETCH).close();
    }

    @Test
    void aStageThatFailsGivesItsPermitBack() {
        StageRun run = run(new StageClock(nanos::get));
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> run.run(Stage.JOIN, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }
        assertThat(run.<Integer>run(Stage.JOIN, () -> 7)).isEqualTo(7);
    }

    @Test
    void theWaitIsMeasuredAndIsNoPartOfTheStagesTime() throws Exception {
        StageClock clock = new StageClock(nanos::get);
        StagePermits.Permit held = permits.take(Stage.JOIN);
        Thread job = waiting(() -> run(clock).run(Stage.VERIFY, () -> nanos.addAndGet(seconds(3))));

        nanos.addAndGet(seconds(40));
        held.close();
        job.join();

        assertThat(clock.of(Stage.VERIFY)).isEqualTo(Duration.ofSeconds(3));
        assertThat(waits).containsExactly("cpu0", "cpu40");
    }

    @Test
    void asManyRunAtOnceAsThereAreSlots() throws Exception {
        StagePermits three = new StagePermits(new StageSettings(3, 1), (resource, wait) -> {});
        CountDownLatch together = new CountDownLatch(3);
        List<Thread> jobs = List.of(meeting(three, together), meeting(three, together), meeting(three, together));
        for (Thread job : jobs) {
            job.join();
        }
        assertThat(together.getCount()).isZero();
    }

    @Test
    void everyStageNeedsOneOfTheTwo() {
        assertThat(Stage.values())
                .filteredOn(stage -> stage.resource() == Resource.IO)
                .containsExactly(Stage.FETCH, Stage.PUBLISH);
    }

    private StageRun run(StageClock clock) {
        return new StageRun(clock, new JoinObserver() {}, permits);
    }

    private Thread inTurn(Stage stage) {
        return waiting(() -> {
            StagePermits.Permit permit = permits.take(stage);
            trail.add(stage.name());
            permit.close();
        });
    }

    private static Thread meeting(StagePermits permits, CountDownLatch together) {
        return Thread.ofVirtual().start(() -> {
            try (StagePermits.Permit permit = permits.take(Stage.PROBE)) {
                assertThat(permit).isNotNull();
                together.countDown();
                together.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Starts work and returns once it waits for its permit. */
    private static Thread waiting(Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().start(work);
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
