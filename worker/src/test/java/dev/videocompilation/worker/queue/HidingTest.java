package dev.videocompilation.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.claim.ClaimResult.Busy;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long messages are hidden. */
final class HidingTest {
    private final HideDelays delays =
            new HideDelays(Duration.ofSeconds(5), Duration.ofMinutes(15), Duration.ofHours(1), new Random(3));

    @Test
    void aBusyJobsMessageIsHiddenForTheLeaseAndDoublesUpToAnHour() {
        Duration lease = Duration.ofSeconds(90);
        assertThat(delays.whileBusy(new Busy(lease, true), 1))
                .isBetween(lease, lease.multipliedBy(11).dividedBy(10));
        assertThat(delays.whileBusy(new Busy(lease, true), 3))
                .isBetween(lease.multipliedBy(4), lease.multipliedBy(44).dividedBy(10));
        assertThat(delays.whileBusy(new Busy(lease, true), 10)).isBetween(Duration.ofHours(1), Duration.ofMinutes(66));
    }

    @Test
    void theMessageOfALeaseThatWasNeverRenewedIsHiddenForTheRestOfItHoweverOftenItCame() {
        Duration left = Duration.ofSeconds(62);

        assertThat(delays.whileBusy(new Busy(left, false), 6))
                .isBetween(left, left.multipliedBy(11).dividedBy(10));
    }

    @Test
    void tenReceivesOfABusyJobSpanMoreThanFiveHours() {
        Duration total = Duration.ZERO;
        for (int receive = 1; receive <= 10; receive++) {
            total = total.plus(delays.whileBusy(new Busy(Duration.ofSeconds(90), true), receive));
        }
        assertThat(total).isGreaterThan(Duration.ofHours(5));
    }

    @Test
    void aFailureThatIsNotTheJobsHidesLongerWithEachReceive() {
        assertThat(delays.afterReceives(1)).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
        assertThat(delays.afterReceives(4)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
        assertThat(delays.afterReceives(30)).isBetween(Duration.ofMinutes(7), Duration.ofMinutes(15));
    }

    @Test
    void visibilityNeverReachesPastTwelveHoursFromTheReceive() {
        AtomicLong now = new AtomicLong();
        VisibilityLimit limit = new VisibilityLimit(now::get);
        ReceivedMessage message = new ReceivedMessage("id", "handle", "body", Optional.empty(), 1, 0);

        assertThat(limit.seconds(message, Duration.ofMinutes(2))).isEqualTo(120);
        now.set(Duration.ofHours(12).minusSeconds(60).toNanos());
        assertThat(limit.seconds(message, Duration.ofMinutes(2))).isEqualTo(59);
        now.set(Duration.ofHours(13).toNanos());
        assertThat(limit.seconds(message, Duration.ofMinutes(2))).isZero();
    }

    @Test
    void partsOfASecondAreRoundedUp() {
        VisibilityLimit limit = new VisibilityLimit(() -> 0);
        ReceivedMessage message = new ReceivedMessage("id", "handle", "body", Optional.empty(), 1, 0);

        assertThat(limit.seconds(message, Duration.ofMillis(1))).isEqualTo(1);
        assertThat(limit.seconds(message, Duration.ZERO)).isZero();
    }
}
