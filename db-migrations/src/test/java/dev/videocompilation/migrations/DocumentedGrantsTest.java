package dev.videocompilation.migrations;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.DEAD_LETTER_ACTIONS;
import static dev.videocompilation.database.compilation.Tables.SWEEP_PROGRESS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_ATTEMPTS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_REPLAYS;
import static dev.videocompilation.database.frontend.Tables.SECTION_DETAILED_SCRIPTS;
import static dev.videocompilation.database.frontend.Tables.SECTION_VIDEOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jooq.impl.DSL.field;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The grants of docs/database.md, read from there, are enough for what a worker does, and no more. */
class DocumentedGrantsTest {

    private final TestDatabase database = TestPostgres.newDatabase();
    private final TestDatabase worker = database.asNewRole();
    private final DSLContext sql = DSL.using(worker.dataSource(), SQLDialect.POSTGRES);

    @BeforeEach
    void migrateAndGrant() throws IOException {
        database.migrate();
        database.execute(BackendTables.ROWS);
        database.execute(documented("worker").replace("video_worker", worker.role()));
    }

    @Test
    void aWorkerAcceptsClaimsCompletesAndAnnouncesAJob() {
        accept(sql);
        Instant leaseUntil = claim();
        assertThat(leaseUntil).isAfter(Instant.now().plusSeconds(60));

        sql.transaction(transaction -> {
            DSLContext own = transaction.dsl();
            own.selectFrom(SECTION_DETAILED_SCRIPTS)
                    .where(SECTION_DETAILED_SCRIPTS.ID.eq(1))
                    .forUpdate()
                    .fetchSingle();
            assertThat(own.update(COMPILE_JOBS)
                            .set(COMPILE_JOBS.STATE, "succeeded")
                            .set(COMPILE_JOBS.RESULT, JSONB.jsonb("{}"))
                            .setNull(COMPILE_JOBS.LEASE_UNTIL)
                            .set(COMPILE_JOBS.FINISHED_AT, DSL.currentInstant())
                            .where(COMPILE_JOBS.JOB_ID.eq("job-1"))
                            .and(COMPILE_JOBS.FENCE.eq(1L))
                            .and(COMPILE_JOBS.STATE.eq("running"))
                            .execute())
                    .isEqualTo(1);
            own.update(SECTION_DETAILED_SCRIPTS)
                    .set(SECTION_DETAILED_SCRIPTS.COMPILED_VIDEO_URL, "https://videos.example.test/1.mp4")
                    .set(SECTION_DETAILED_SCRIPTS.COMPILED_AT, LocalDateTime.now(ZoneOffset.UTC))
                    .set(SECTION_DETAILED_SCRIPTS.UPDATED_AT, LocalDateTime.now(ZoneOffset.UTC))
                    .where(SECTION_DETAILED_SCRIPTS.ID.eq(1))
                    .execute();
            own.insertInto(WEBHOOK_OUTBOX)
                    .set(WEBHOOK_OUTBOX.WEBHOOK_ID, "msg_1")
                    .set(WEBHOOK_OUTBOX.JOB_ID, "job-1")
                    .set(WEBHOOK_OUTBOX.EVENT_TYPE, "video.compiled")
                    .set(WEBHOOK_OUTBOX.TARGET_URL, "https://example.test/")
                    .set(WEBHOOK_OUTBOX.PAYLOAD, "{}")
                    .execute();
        });
        List<String> due = sql.transactionResult(transaction -> transaction
                .dsl()
                .selectFrom(WEBHOOK_OUTBOX)
                .where(WEBHOOK_OUTBOX.STATE.eq("pending"))
                .forUpdate()
                .skipLocked()
                .fetch(WEBHOOK_OUTBOX.WEBHOOK_ID));
        assertThat(due).containsExactly("msg_1");
    }

    @Test
    void aWorkerReadsTheApprovedVideos() {
        assertThat(sql.select(SECTION_VIDEOS.RESULT_URL)
                        .from(SECTION_VIDEOS)
                        .where(SECTION_VIDEOS.SCRIPT_ID.eq(1))
                        .fetch(SECTION_VIDEOS.RESULT_URL))
                .containsExactly("s3://clips/1.mp4");
    }

    @Test
    void aWorkerCannotTouchWhatIsTheBackends() {
        assertDenied(() ->
                sql.update(SECTION_VIDEOS).set(SECTION_VIDEOS.STATUS, "failed").execute());
        assertDenied(() -> sql.update(SECTION_DETAILED_SCRIPTS)
                .set(SECTION_DETAILED_SCRIPTS.SCRIPT_CONTENT, "")
                .execute());
        assertDenied(() -> sql.deleteFrom(WEBHOOK_OUTBOX).execute());
    }

    @Test
    void aWorkerAgesOutAJobWithItsEventsAndKeepsItsPlaceInTheBucket() {
        accept(sql);
        sql.insertInto(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.WEBHOOK_ID, "msg_1")
                .set(WEBHOOK_OUTBOX.JOB_ID, "job-1")
                .set(WEBHOOK_OUTBOX.EVENT_TYPE, "video.compiled")
                .set(WEBHOOK_OUTBOX.TARGET_URL, "https://example.test/")
                .set(WEBHOOK_OUTBOX.PAYLOAD, "{}")
                .set(WEBHOOK_OUTBOX.STATE, "delivered")
                .execute();
        log("msg_1");
        assertDenied(() -> sql.deleteFrom(WEBHOOK_ATTEMPTS).execute());
        assertDenied(() ->
                sql.update(WEBHOOK_ATTEMPTS).set(WEBHOOK_ATTEMPTS.STATUS, 200).execute());

        assertThat(sql.deleteFrom(COMPILE_JOBS)
                        .where(COMPILE_JOBS.JOB_ID.eq("job-1"))
                        .execute())
                .isEqualTo(1);

        assertThat(sql.fetchCount(WEBHOOK_OUTBOX)).isZero();
        assertThat(sql.fetchCount(WEBHOOK_ATTEMPTS)).isZero();
        assertThat(sql.update(SWEEP_PROGRESS)
                        .set(SWEEP_PROGRESS.LAST_KEY, "compiled/1")
                        .where(SWEEP_PROGRESS.SWEEP.eq("outputs"))
                        .execute())
                .isEqualTo(1);
    }

    @Test
    void anEnqueuerWritesTheJobsRowAndNoMore() throws IOException {
        TestDatabase enqueuer = database.asNewRole();
        database.execute(documented("enqueuer").replace("video_enqueuer", enqueuer.role()));
        DSLContext backend = DSL.using(enqueuer.dataSource(), SQLDialect.POSTGRES);

        accept(backend);
        accept(backend);

        assertThat(backend.fetchCount(COMPILE_JOBS)).isEqualTo(1);
        assertDenied(
                () -> backend.update(COMPILE_JOBS).set(COMPILE_JOBS.ATTEMPTS, 1).execute());
    }

    @Test
    void aCancellerMarksAJobAndNoMore() throws IOException {
        accept(sql);
        TestDatabase canceller = database.asNewRole();
        database.execute(documented("canceller").replace("video_canceller", canceller.role()));
        DSLContext backend = DSL.using(canceller.dataSource(), SQLDialect.POSTGRES);

        assertThat(backend.update(COMPILE_JOBS)
                        .set(COMPILE_JOBS.CANCEL_REQUESTED_AT, DSL.currentInstant())
                        .set(COMPILE_JOBS.CANCEL_REASON, "not wanted")
                        .where(COMPILE_JOBS.JOB_ID.eq("job-1"))
                        .and(COMPILE_JOBS.STATE.in("queued", "running"))
                        .and(COMPILE_JOBS.CANCEL_REQUESTED_AT.isNull())
                        .execute())
                .isEqualTo(1);
        assertDenied(() -> backend.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, "cancelled")
                .execute());
    }

    @Test
    void anOperatorResetsAJobAndRecordsItAndNoMore() throws IOException {
        accept(sql);
        TestDatabase operator = database.asNewRole();
        database.execute(documented("operator").replace("video_operator", operator.role()));
        DSLContext command = DSL.using(operator.dataSource(), SQLDialect.POSTGRES);

        assertThat(command.update(COMPILE_JOBS)
                        .set(COMPILE_JOBS.STATE, "queued")
                        .setNull(COMPILE_JOBS.LEASE_UNTIL)
                        .setNull(COMPILE_JOBS.FINISHED_AT)
                        .set(COMPILE_JOBS.ATTEMPTS, 0)
                        .set(COMPILE_JOBS.CRASHES_ALONE, 0)
                        .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, DSL.currentInstant())
                        .where(COMPILE_JOBS.JOB_ID.eq("job-1"))
                        .and(COMPILE_JOBS.CANCEL_REQUESTED_AT.isNull())
                        .execute())
                .isEqualTo(1);
        long id = command.insertInto(DEAD_LETTER_ACTIONS)
                .set(DEAD_LETTER_ACTIONS.ACTION, "move")
                .set(DEAD_LETTER_ACTIONS.ACTED_BY, "ada")
                .set(DEAD_LETTER_ACTIONS.REASON, "it is mended")
                .returningResult(DEAD_LETTER_ACTIONS.ID)
                .fetchSingle()
                .value1();
        assertThat(command.update(DEAD_LETTER_ACTIONS)
                        .set(DEAD_LETTER_ACTIONS.DONE_AT, DSL.currentInstant())
                        .set(DEAD_LETTER_ACTIONS.MOVED_MESSAGES, 1L)
                        .where(DEAD_LETTER_ACTIONS.ID.eq(id))
                        .execute())
                .isEqualTo(1);
        assertDenied(() -> command.update(DEAD_LETTER_ACTIONS)
                .set(DEAD_LETTER_ACTIONS.ACTED_BY, "eve")
                .execute());
        assertDenied(() -> command.deleteFrom(DEAD_LETTER_ACTIONS).execute());
        assertDenied(() -> command.deleteFrom(COMPILE_JOBS).execute());
    }

    @Test
    void anOperatorReplaysAnEventAndRecordsItAndNoMore() throws IOException {
        accept(sql);
        sql.insertInto(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.WEBHOOK_ID, "msg_1")
                .set(WEBHOOK_OUTBOX.JOB_ID, "job-1")
                .set(WEBHOOK_OUTBOX.EVENT_TYPE, "video.compiled")
                .set(WEBHOOK_OUTBOX.TARGET_URL, "https://example.test/")
                .set(WEBHOOK_OUTBOX.PAYLOAD, "{}")
                .set(WEBHOOK_OUTBOX.STATE, "exhausted")
                .execute();
        log("msg_1");
        TestDatabase operator = database.asNewRole();
        database.execute(documented("operator").replace("video_operator", operator.role()));
        DSLContext command = DSL.using(operator.dataSource(), SQLDialect.POSTGRES);

        command.transaction(transaction -> {
            DSLContext own = transaction.dsl();
            own.selectFrom(WEBHOOK_OUTBOX).forUpdate().fetch();
            assertThat(own.update(WEBHOOK_OUTBOX)
                            .set(WEBHOOK_OUTBOX.STATE, "pending")
                            .set(WEBHOOK_OUTBOX.ATTEMPTS, 0)
                            .set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, DSL.currentInstant())
                            .set(WEBHOOK_OUTBOX.REPLAYS, WEBHOOK_OUTBOX.REPLAYS.plus(1))
                            .set(WEBHOOK_OUTBOX.REPLAYED_AT, DSL.currentInstant())
                            .execute())
                    .isEqualTo(1);
            own.insertInto(WEBHOOK_REPLAYS)
                    .set(WEBHOOK_REPLAYS.WEBHOOK_ID, "msg_1")
                    .set(WEBHOOK_REPLAYS.JOB_ID, "job-1")
                    .set(WEBHOOK_REPLAYS.EVENT_TYPE, "video.compiled")
                    .set(WEBHOOK_REPLAYS.REPLAY, 1)
                    .set(WEBHOOK_REPLAYS.FROM_STATE, "exhausted")
                    .set(WEBHOOK_REPLAYS.ACTED_BY, "ada")
                    .set(WEBHOOK_REPLAYS.REASON, "it is mended")
                    .execute();
        });
        assertThat(command.fetchCount(WEBHOOK_ATTEMPTS)).isEqualTo(1);
        assertThat(command.fetchCount(WEBHOOK_REPLAYS)).isEqualTo(1);
        assertDenied(() -> command.update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.TARGET_URL, "https://elsewhere.test/")
                .execute());
        assertDenied(() -> command.update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.PAYLOAD, "{\"forged\":true}")
                .execute());
        assertDenied(() -> command.deleteFrom(WEBHOOK_REPLAYS).execute());
        assertDenied(() -> command.deleteFrom(WEBHOOK_ATTEMPTS).execute());
    }

    @Test
    void aMigratorWithTheDocumentedGrantsMigrates() throws IOException {
        TestDatabase theirs = TestPostgres.newDatabase();
        TestDatabase migrator = theirs.asNewRole();
        theirs.execute(BackendTables.COMPLETE);
        theirs.execute(documented("migrator")
                .replace("video_migrator", migrator.role())
                .replace("current_database_name", theirs.name()));

        assertThat(migrator.migrate().schemaVersion()).isEqualTo("9");
    }

    private void log(String webhookId) {
        sql.insertInto(WEBHOOK_ATTEMPTS)
                .set(WEBHOOK_ATTEMPTS.WEBHOOK_ID, webhookId)
                .set(WEBHOOK_ATTEMPTS.REPLAY, 0)
                .set(WEBHOOK_ATTEMPTS.ATTEMPT, 1)
                .set(WEBHOOK_ATTEMPTS.DURATION_MILLIS, 12L)
                .set(WEBHOOK_ATTEMPTS.OUTCOME, "delivered")
                .set(WEBHOOK_ATTEMPTS.WORKER, "worker-1")
                .execute();
    }

    private static void accept(DSLContext role) {
        role.insertInto(COMPILE_JOBS)
                .set(COMPILE_JOBS.JOB_ID, "job-1")
                .set(COMPILE_JOBS.SCRIPT_ID, 1)
                .set(COMPILE_JOBS.SCHEMA_VERSION, 1)
                .set(COMPILE_JOBS.REQUEST, JSONB.jsonb("{}"))
                .set(COMPILE_JOBS.REQUEST_FINGERPRINT, "fingerprint")
                .onConflictDoNothing()
                .execute();
    }

    private Instant claim() {
        return sql.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, "running")
                .set(COMPILE_JOBS.FENCE, COMPILE_JOBS.FENCE.plus(1))
                .set(COMPILE_JOBS.LEASE_OWNER, "worker-1")
                .set(COMPILE_JOBS.LEASE_UNTIL, field("now() + {0} * interval '1 second'", Instant.class, DSL.val(90)))
                .where(COMPILE_JOBS.JOB_ID.eq("job-1"))
                .and(COMPILE_JOBS.STATE.eq("queued"))
                .returningResult(COMPILE_JOBS.LEASE_UNTIL)
                .fetchSingle()
                .value1();
    }

    private static void assertDenied(Runnable statement) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(statement::run)
                .withMessageContaining("permission denied");
    }

    private static String documented(String role) throws IOException {
        String document = Files.readString(Path.of("../docs/database.md"));
        Matcher block = Pattern.compile("```sql\n-- grants: " + role + "\n(.*?)```", Pattern.DOTALL)
                .matcher(document);
        assertThat(block.find()).as("the grants of the " + role).isTrue();
        return block.group(1);
    }
}
