package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.queue.QueuePoller;
import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a worker closes what it has opened, whatever of it hangs. */
@Timeout(60)
final class WorkerPartsTest {
    private static final Duration PLENTY = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final List<String> closed = Collections.synchronizedList(new ArrayList<>());

    @Test
    void whatIsAtWorkIsClosedSideBySide() {
        WorkerParts parts = new WorkerParts(PLENTY, PLENTY);
        CyclicBarrier all = new CyclicBarrier(3);
        IntStream.range(0, 3)
                .forEach(i -> parts.atWork(() -> {
                    all.await();
                    closed.add("at work");
                }));

        parts.close();

        assertThat(closed).hasSize(3);
    }

    @Test
    void theRestIsClosedAfterThatInTheReverseOrder() {
        WorkerParts parts = new WorkerParts(PLENTY, PLENTY);
        parts.opened(() -> closed.add("database"));
        parts.atWork(() -> closed.add("sweeper"));
        parts.opened(() -> closed.add("storage"));

        parts.close();
        parts.close();

        assertThat(closed).containsExactly("sweeper", "storage", "database");
    }

    @Test
    void aPartThatFailsHindersNoOther() {
        WorkerParts parts = new WorkerParts(PLENTY, PLENTY);
        parts.opened(() -> closed.add("database"));
        parts.opened(() -> {
            throw new IllegalStateException("closing fails");
        });
        parts.atWork(() -> {
            throw new AssertionError("closing breaks");
        });

        parts.close();

        assertThat(closed).containsExactly("database");
    }

    @Test
    void whatHangsIsInterruptedAtItsDeadlineAndTheRestIsClosedAllTheSame() {
        WorkerParts parts = new WorkerParts(SHORT, PLENTY);
        parts.opened(() -> closed.add("database"));
        IntStream.range(0, 3)
                .forEach(i -> parts.atWork(() -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        closed.add("cut off");
                    }
                }));

        parts.close();

        assertThat(closed).contains("database");
        Awaitility.await().until(() -> Collections.frequency(closed, "cut off") == 3);
    }

    @Test
    void evenWhereEverythingHangsForGoodTheCloseEnds() {
        CountDownLatch over = new CountDownLatch(1);
        WorkerParts parts = new WorkerParts(SHORT, SHORT);
        parts.opened(() -> awaitUninterrupted(over));
        parts.opened(() -> awaitUninterrupted(over));
        parts.atWork(() -> awaitUninterrupted(over));
        parts.atWork(() -> awaitUninterrupted(over));

        parts.close();

        assertThat(closed).as("while all of them still hang").isEmpty();
        over.countDown();
        Awaitility.await().until(() -> closed.size() == 4);
    }

    @Test
    void theWaitsOfAStopAddUpToLessThanThePlatformGives() {
        Duration drain =
                JobSettings.read(new SettingsReader(Map.of())).queue().slots().drain();

        assertThat(drain.plus(QueuePoller.HAND_BACK)
                        .plus(WorkerParts.FOR_AT_WORK)
                        .plus(WorkerParts.FOR_THE_REST))
                .isLessThan(Duration.ofMinutes(2));
    }

    private void awaitUninterrupted(CountDownLatch over) {
        boolean hangs = true;
        while (hangs) {
            try {
                over.await();
                hangs = false;
            } catch (InterruptedException e) {
                // It hangs for good.
            }
        }
        closed.add("at last");
    }
}
