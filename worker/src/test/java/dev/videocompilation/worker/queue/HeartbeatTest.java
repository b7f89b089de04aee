package dev.videocompilation.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.claim.LeaseRenewal;
import dev.videocompilation.worker.job.StopSignal;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HeartbeatTest {
    private static final HeartbeatSettings SETTINGS =
            new HeartbeatSettings(Duration.ofMillis(50), Duration.ofMillis(20), Duration.ofMillis(600));

    private final StopSignal signal = new StopSignal(new Thread(() -> {}));
    private final WorkerMetrics metrics = new WorkerMetrics(new SimpleMeterRegistry());

    @AfterEach
    void clearInterrupt() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void beatsRenewTheLeaseAndHideTheMessageTogether() {
        CountingBeat beat = new CountingBeat();
        try (Heartbeat heartbeat = start(beat)) {
            assertThat(heartbeat).isNotNull();
            Awaitility.await().until(() -> beat.renewals.get() >= 3 && beat.hides.get() >= 3);
        }
        assertThat(signal.reason()).isEmpty();
    }

    @Test
    void nothingBeatsAfterTheClose() {
        CountingBeat beat = new CountingBeat();
        Heartbeat heartbeat = start(beat);
        Awaitility.await().until(() -> beat.renewals.get() >= 1);
        heartbeat.close();
        int renewals = beat.renewals.get();
        int hides = beat.hides.get();

        Awaitility.await()
                .during(Duration.ofMillis(300))
                .until(() -> beat.renewals.get() == renewals && beat.hides.get() == hides);
    }

    @Test
    void closingAwaitsTheBeatInFlight() {
        CountDownLatch inFlight = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        Heartbeat heartbeat = start(new CountingBeat() {
            @Override
            public void hideMessage() {
                inFlight.countDown();
                await(goOn);
                done.set(true);
            }
        });
        await(inFlight);
        Thread.ofVirtual().start(goOn::countDown);

        heartbeat.close();

        assertThat(done).isTrue();
    }

    @Test
    void aLeaseThatIsAnothersStopsTheJobAtOnce() {
        try (Heartbeat heartbeat = start(new CountingBeat() {
            @Override
            public LeaseRenewal renewLease() {
                return LeaseRenewal.LOST;
            }
        })) {
            assertThat(heartbeat).isNotNull();
            Awaitility.await().until(() -> signal.reason().isPresent());
        }
        assertThat(signal.reason()).hasValue(StopSignal.Reason.LEASE_LOST);
    }

    @Test
    void aWishToCancelStopsTheJobOnceAndKeepsItsLeaseWhileItCleansUp() throws Exception {
        AtomicInteger interrupts = new AtomicInteger();
        CountDownLatch cleanedUp = new CountDownLatch(1);
        Thread job = Thread.ofPlatform().start(() -> {
            while (cleanedUp.getCount() > 0) {
                try {
                    cleanedUp.await();
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                }
            }
        });
        StopSignal jobSignal = new StopSignal(job);
        CountingBeat beat = new CountingBeat() {
            @Override
            public LeaseRenewal renewLease() {
                renewals.incrementAndGet();
                return LeaseRenewal.CANCEL_REQUESTED;
            }
        };
        try (Heartbeat heartbeat =
                Heartbeat.start(beat, SETTINGS, jobSignal, System::nanoTime, metrics, System.nanoTime())) {
            assertThat(heartbeat).isNotNull();
            Awaitility.await().until(() -> beat.renewals.get() >= 5 && beat.hides.get() >= 5);
        }
        cleanedUp.countDown();
        job.join();
        assertThat(jobSignal.reason()).hasValue(StopSignal.Reason.CANCELLED);
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void aPassingFailureIsTriedAgainAndStopsNothing() {
        CountingBeat beat = new CountingBeat() {
            @Override
            public LeaseRenewal renewLease() {
                if (renewals.incrementAndGet() % 2 == 1) {
                    throw new IllegalStateException("away");
                }
                return LeaseRenewal.RENEWED;
            }
        };
        try (Heartbeat heartbeat = start(beat)) {
            assertThat(heartbeat).isNotNull();
            Awaitility.await().until(() -> beat.renewals.get() >= 20);
        }
        assertThat(signal.reason()).isEmpty();
    }

    @Test
    void aLeaseThatCannotBeRenewedStopsTheJobBeforeItRunsOut() {
        long begin = System.nanoTime();
        try (Heartbeat heartbeat = start(new CountingBeat() {
            @Override
            public LeaseRenewal renewLease() {
                throw new IllegalStateException("away");
            }
        })) {
            assertThat(heartbeat).isNotNull();
            Awaitility.await().until(() -> signal.reason().isPresent());
        }
        assertThat(signal.reason()).hasValue(StopSignal.Reason.LEASE_UNRENEWED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SETTINGS.giveUp());
    }

    @Test
    void aRenewalThatHangsStopsTheJobAllTheSame() {
        CountDownLatch goOn = new CountDownLatch(1);
        Heartbeat heartbeat = start(new CountingBeat() {
            @Override
            public LeaseRenewal renewLease() {
                await(goOn);
                return LeaseRenewal.RENEWED;
            }
        });
        try {
            Awaitility.await().until(() -> signal.reason().isPresent());
            assertThat(signal.reason()).hasValue(StopSignal.Reason.LEASE_UNRENEWED);
        } finally {
            goOn.countDown();
            heartbeat.close();
        }
    }

    private Heartbeat start(Heartbeat.Beat beat) {
        return Heartbeat.start(beat, SETTINGS, signal, System::nanoTime, metrics, System.nanoTime());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static class CountingBeat implements Heartbeat.Beat {
        final AtomicInteger renewals = new AtomicInteger();
        final AtomicInteger hides = new AtomicInteger();

        @Override
        public LeaseRenewal renewLease() {
            renewals.incrementAndGet();
            return LeaseRenewal.RENEWED;
        }

        @Override
        public void hideMessage() {
            hides.incrementAndGet();
        }
    }
}
