package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.worker.settings.InvalidSettingsException;
import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold between settings, and between them and the queues. */
final class WorkerSettingsTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "QUEUE_URL", "https://sqs.example.com/jobs",
            "CLIP_BUCKETS", "clips",
            "OUTPUT_BUCKET", "compiled",
            "RESULT_BASE_URL", "https://videos.example.com",
            "DATABASE_URL", "jdbc:postgresql://db.example.com/app",
            "DATABASE_USER", "video_worker");

    @Test
    void finishedRowsAreKeptAsLongAsAMessageMayLive() {
        assertThat(read(Map.of("JOB_RETENTION", "432h")).sweep().retention()).isEqualTo(Duration.ofDays(18));

        assertRefused(Map.of("JOB_RETENTION", "431h"), "JOB_RETENTION must be at least 432h, the life of a message");
    }

    @Test
    void anAnswerOfTheQueueIsWaitedForLongerThanALongPollAndShorterThanMessagesAreHidden() {
        assertRefused(
                Map.of(
                        "QUEUE_VISIBILITY",
                        "22s",
                        "JOB_LEASE",
                        "9s",
                        "HEARTBEAT_GIVE_UP",
                        "8s",
                        "HEARTBEAT_INTERVAL",
                        "4s"),
                "is too short for QUEUE_LONG_POLL");

        var queue = read(Map.of(
                        "QUEUE_VISIBILITY",
                        "23s",
                        "JOB_LEASE",
                        "9s",
                        "HEARTBEAT_GIVE_UP",
                        "8s",
                        "HEARTBEAT_INTERVAL",
                        "4s"))
                .jobs()
                .queue();
        assertThat(SqsClients.readTimeout(queue.receiveVisibility())).isGreaterThan(queue.longPoll());
        var usual = read(Map.of()).jobs().queue();
        assertThat(SqsClients.readTimeout(usual.receiveVisibility())).isGreaterThan(usual.longPoll());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 6, 40, 120, 43_200})
    void noAnswerOfTheQueueIsWaitedForAsLongAsItsMessagesAreHidden(long visibilitySeconds) {
        Duration visibility = Duration.ofSeconds(visibilitySeconds);

        assertThat(SqsClients.readTimeout(visibility))
                .isLessThan(visibility)
                .isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aSilentClientsLocksAreFreeWithinTheLeaseAndBeforeOthersGiveUp() {
        assertThat(read(Map.of()).sessionLimits())
                .isEqualTo(new SessionLimits(Duration.ofSeconds(8), Duration.ofSeconds(5)));
        assertThat(read(Map.of("DATABASE_TIMEOUT", "70s")).sessionLimits().silence())
                .isEqualTo(Duration.ofSeconds(30));
    }

    private static WorkerSettings read(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(REQUIRED);
        all.putAll(settings);
        SettingsReader reader = new SettingsReader(all);
        WorkerSettings read = WorkerSettings.read(reader);
        reader.finish();
        return read;
    }

    private static void assertRefused(Map<String, String> settings, String problem) {
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(problem);
    }
}
