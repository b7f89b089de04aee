package dev.videocompilation.worker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
    private static final RandomGenerator NO_JITTER = () -> 0;

    @Test
    void outlastsAnOutageOfThreeDays() {
        RetrySchedule schedule = new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER);

        assertThat(schedule.waits().stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(Duration.ofHours(75).plusMinutes(35).plusSeconds(5));
        assertThat(schedule.waitAfter(1, Optional.empty())).contains(Duration.ofSeconds(5));
        assertThat(schedule.waitAfter(9, Optional.empty())).contains(Duration.ofHours(24));
        assertThat(schedule.waitAfter(10, Optional.empty())).isEmpty();
    }

    @Test
    void onlyAddsJitterAndAtMostATenth() {
        RetrySchedule schedule = new RetrySchedule(TestSecrets.standardWaits(), new Random(1));

        assertThat(IntStream.range(0, 1_000)
                        .mapToObj(i -> schedule.waitAfter(3, Optional.empty()).orElseThrow()))
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(33)))
                .anySatisfy(wait -> assertThat(wait).isGreaterThan(Duration.ofMinutes(32)));
    }

    @Test
    void waitsLongerWhereTheReceiverAsksForItButNeverShorter() {
        RetrySchedule schedule = new RetrySchedule(TestSecrets.standardWaits(), NO_JITTER);

        assertThat(schedule.waitAfter(1, Optional.of(Duration.ofMinutes(2)))).contains(Duration.ofMinutes(2));
        assertThat(schedule.waitAfter(3, Optional.of(Duration.ofMinutes(2)))).contains(Duration.ofMinutes(30));
        assertThat(schedule.waitAfter(10, Optional.of(Duration.ofMinutes(2)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "120, PT2M",
        "0, PT0S",
        "86401, PT24H",
        "99999999999999999999, PT24H",
        "'Wed, 21 Oct 2026 07:28:00 GMT', PT8M",
        "'Wednesday, 21-Oct-26 07:28:00 GMT', PT8M",
        "'Wed, 28 Oct 2026 07:28:00 GMT', PT24H",
        "'Wed, 21 Oct 2026 07:00:00 GMT', ",
        "soon, ",
        "-5, ",
        "1.5, ",
    })
    void readsRetryAfterAsSecondsOrAsADate(String header, Duration expected) {
        HttpResponse response = new BasicHttpResponse(503);
        response.setHeader("Retry-After", header);

        assertThat(RetryAfter.of(response, java.time.Instant.parse("2026-10-21T07:20:00Z")))
                .isEqualTo(Optional.ofNullable(expected));
    }
}
