package dev.videocompilation.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.queue.JobSlots.Slot;
import dev.videocompilation.worker.queue.JobSlots.Solitude;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class JobSlotsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final JobSlots slots = new JobSlots(3);

    @Test
    void noMoreAreTakenThanAreFreeOrAskedFor() throws Exception {
        assertThat(slots.take(2, LONG)).isEqualTo(2);
        assertThat(slots.take(10, LONG)).isEqualTo(1);
        assertThat(slots.take(10, Duration.ZERO)).isZero();
        slots.giveBack(2);
        assertThat(slots.take(10, LONG)).isEqualTo(2);
    }

    @Test
    void aJobThatWaitsToBeAloneGetsEverySlotOnceTheOthersHaveEnded() throws Exception {
        assertThat(slots.take(2, LONG)).isEqualTo(2);
        Slot neighbour = slots.taken();
        try (Slot lone = slots.taken()) {
            assertThat(lone.isAlone()).isFalse();
            lone.giveUpForAll();
            assertThat(lone.awaitAll(Duration.ZERO)).isEqualTo(Solitude.NOT_YET);
            assertThat(slots.take(10, Duration.ZERO))
                    .as("nothing new starts meanwhile")
                    .isZero();

            neighbour.close();

            assertThat(lone.awaitAll(LONG)).isEqualTo(Solitude.ALONE);
            assertThat(lone.isAlone()).isTrue();
            assertThat(slots.take(10, Duration.ZERO)).isZero();
        }
        assertThat(slots.take(10, LONG)).isEqualTo(3);
    }

    @Test
    void jobsThatWaitTogetherAreAloneOneAfterTheOther() throws Exception {
        assertThat(slots.take(3, LONG)).isEqualTo(3);
        AtomicInteger together = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch allWait = new CountDownLatch(3);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?>[] jobs = new Future<?>[3];
            for (int i = 0; i < jobs.length; i++) {
                jobs[i] = executor.submit(() -> {
                    try (Slot slot = slots.taken()) {
                        slot.giveUpForAll();
                        allWait.countDown();
                        allWait.await();
                        Solitude solitude = slot.awaitAll(LONG);
                        most.accumulateAndGet(together.incrementAndGet(), Math::max);
                        together.decrementAndGet();
                        return solitude;
                    }
                });
            }
            for (Future<?> job : jobs) {
                assertThat(job.get()).isEqualTo(Solitude.ALONE);
            }
        }
        assertThat(most).hasValue(1);
        assertThat(slots.awaitIdle(LONG)).isTrue();
    }

    @Test
    void aWaitThatIsGivenUpLetsOthersOn() throws Exception {
        assertThat(slots.take(2, LONG)).isEqualTo(2);
        try (Slot running = slots.taken()) {
            try (Slot lone = slots.taken()) {
                lone.giveUpForAll();
                assertThat(lone.awaitAll(Duration.ofMillis(1))).isEqualTo(Solitude.NOT_YET);
            }
            assertThat(running.isAlone()).isFalse();
            assertThat(slots.take(10, LONG)).isEqualTo(2);
        }
    }

    @Test
    void theWorkersEndEndsTheWaitAndIsIdleOnlyWhenTheWaiterIsDone() throws Exception {
        assertThat(slots.take(2, LONG)).isEqualTo(2);
        Slot running = slots.taken();
        try (Slot lone = slots.taken()) {
            lone.giveUpForAll();
            slots.endWaits();
            assertThat(lone.awaitAll(LONG)).isEqualTo(Solitude.ENDING);
            running.close();
            assertThat(slots.awaitIdle(Duration.ZERO)).isFalse();
        }
        assertThat(slots.awaitIdle(LONG)).isTrue();
    }

    @Test
    void theOnlyJobOfAWorkerWithOneSlotIsAlone() throws Exception {
        JobSlots one = new JobSlots(1);
        assertThat(one.take(10, LONG)).isEqualTo(1);
        try (Slot slot = one.taken()) {
            assertThat(slot.isAlone()).isTrue();
        }
    }
}
