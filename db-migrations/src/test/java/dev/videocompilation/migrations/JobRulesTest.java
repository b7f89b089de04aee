package dev.videocompilation.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database itself refuses, whatever the worker's code does. */
class JobRulesTest {

    private final TestDatabase database = TestPostgres.newDatabase();

    @BeforeEach
    void acceptAJob() {
        database.migrate();
        accept("job-1");
    }

    @Test
    void anAcceptedJobIsQueuedWithoutLeaseOrEnd() {
        assertThat(database.rows("SELECT state, fence, attempts, lease_until, finished_at"
                        + " FROM video_compilation.compile_jobs"))
                .containsExactly("queued 0 0 null null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'running'",
                "lease_until = now()",
                "state = 'failed'",
                "finished_at = now()",
                "state = 'succeeded', finished_at = now()",
                "result = '{}'",
                "state = 'paused'"
            })
    void aStateAndTheFieldsThatGoWithItCannotPart(String change) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> database.execute("UPDATE video_compilation.compile_jobs SET " + change))
                .withMessageContaining("violates check constraint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'running', lease_until = now() + interval '90 seconds', fence = fence + 1",
                "state = 'succeeded', result = '{}', finished_at = now()",
                "state = 'failed', error_code = 'CLIP_NOT_FOUND', finished_at = now()",
                "state = 'dead', finished_at = now()",
                "state = 'cancelled', finished_at = now()"
            })
    void theWholeChangesAreTaken(String change) {
        database.execute("UPDATE video_compilation.compile_jobs SET " + change);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä"})
    void aJobIdOutsideItsAlphabetIsRefused(String jobId) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> accept(jobId))
                .withMessageContaining("violates check constraint");
    }

    @Test
    void aJobIdMayHave128CharactersAndNotOneMore() {
        accept("x".repeat(128));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> accept("x".repeat(129)));
    }

    @Test
    void aJobHasOneWebhookPerEvent() {
        announce("id-1", "video.compiled");
        announce("id-2", "video.compile_failed");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> announce("id-3", "video.compiled"))
                .withMessageContaining("duplicate key");
    }

    private void accept(String jobId) {
        database.execute("INSERT INTO video_compilation.compile_jobs"
                + " (job_id, script_id, schema_version, request, request_fingerprint) VALUES ('" + jobId
                + "', 1, 1, '{}', 'fingerprint')");
    }

    private void announce(String webhookId, String eventType) {
        database.execute("INSERT INTO video_compilation.webhook_outbox"
                + " (webhook_id, job_id, event_type, target_url, payload) VALUES ('" + webhookId + "', 'job-1', '"
                + eventType + "', 'https://example.test/', '{}')");
    }
}
