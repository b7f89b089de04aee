package dev.videocompilation.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.chaos.BacklogWatch.Span;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    @Test
    void takesTheWaitThatSoManyOfAHundredDoNotPass() {
        List<Duration> waits =
                IntStream.rangeClosed(1, 200).mapToObj(Duration::ofSeconds).toList();

        assertThat(Recovery.percentile(waits, 50)).hasSeconds(100);
        assertThat(Recovery.percentile(waits, 99)).hasSeconds(198);
        assertThat(Recovery.percentile(waits.subList(0, 1), 99)).hasSeconds(1);
        assertThat(Recovery.percentile(List.of(), 99)).isZero();
    }

    @Test
    void countsOfATimeWithABacklogWhatIsWithinAnother() {
        Span span = new Span(1_000, 2_000);

        assertThat(span.within(0, 5_000)).isEqualTo(1_000);
        assertThat(span.within(1_500, 5_000)).isEqualTo(500);
        assertThat(span.within(0, 1_200)).isEqualTo(200);
        assertThat(span.within(2_000, 3_000)).isZero();
        assertThat(span.within(3_000, 500)).isZero();
    }
}
