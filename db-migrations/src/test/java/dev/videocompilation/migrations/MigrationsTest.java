package dev.videocompilation.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.migrations.MigrationReport.AppliedMigration;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    private final TestDatabase database = TestPostgres.newDatabase();

    @Test
    void anEmptyDatabaseGetsTheBackendsTablesAndTheWorkersOwn() {
        MigrationReport report = database.migrate();

        assertThat(report.applied())
                .extracting(AppliedMigration::version)
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(report.schemaVersion()).isEqualTo("9");
        assertThat(tables())
                .containsExactly(
                        "video_compilation.compile_jobs",
                        "video_compilation.dead_letter_actions",
                        "video_compilation.flyway_schema_history",
                        "video_compilation.sweep_progress",
                        "video_compilation.webhook_attempts",
                        "video_compilation.webhook_outbox",
                        "video_compilation.webhook_replays",
                        "vsl_frontend.section_detailed_scripts",
                        "vsl_frontend.section_videos");
        assertThat(database.columns("vsl_frontend.section_detailed_scripts"))
                .contains("compiled_video_url text f", "compiled_at timestamp(3) without time zone f");
    }

    @Test
    void tablesWithRowsGetTheColumnsThatTheyLackAndKeepTheirRows() {
        database.execute(BackendTables.WITHOUT_COMPILED_COLUMNS);
        database.execute(BackendTables.ROWS);

        database.migrate();

        TestDatabase fresh = TestPostgres.newDatabase();
        fresh.migrate();
        for (String table : List.of("vsl_frontend.section_videos", "vsl_frontend.section_detailed_scripts")) {
            assertThat(database.columns(table)).isEqualTo(fresh.columns(table));
        }
        assertThat(database.rows("SELECT script_content, compiled_video_url, compiled_at"
                        + " FROM vsl_frontend.section_detailed_scripts"))
                .containsExactly("a script null null");
        assertThat(database.rows("SELECT status FROM vsl_frontend.section_videos"))
                .containsExactly("approved");
    }

    @Test
    void completeTablesOfAnotherRoleNeedNoOwnership() {
        TestDatabase owner = database.asNewRole();
        TestDatabase migrator = database.asNewRole();
        database.execute(
                "GRANT CREATE ON DATABASE " + database.name() + " TO " + owner.role() + ", " + migrator.role());
        owner.execute(BackendTables.COMPLETE);
        owner.execute(BackendTables.ROWS);
        owner.execute("GRANT USAGE ON SCHEMA vsl_frontend TO " + migrator.role());
        owner.execute("GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA vsl_frontend TO " + migrator.role());

        assertThat(migrator.migrate().applied()).hasSize(9);

        assertThat(database.rows("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'vsl_frontend'"))
                .containsExactly(owner.role());
        assertThat(database.rows("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'video_compilation'"))
                .containsExactly(migrator.role());
    }

    @Test
    void otherMissingColumnsAreAddedToo() {
        database.execute(BackendTables.COMPLETE);
        database.execute(BackendTables.ROWS);
        database.execute("ALTER TABLE vsl_frontend.section_videos DROP COLUMN actual_cost, DROP COLUMN created_at");

        database.migrate();

        assertThat(database.columns("vsl_frontend.section_videos"))
                .contains("actual_cost numeric(10,4) f", "created_at timestamp without time zone f");
        assertThat(database.rows("SELECT created_at FROM vsl_frontend.section_videos"))
                .as("a row that was there before claims no time that nobody knows")
                .containsExactly("null");
    }

    @Test
    void aSecondRunChangesNothing() {
        database.migrate();
        List<String> history = history();

        MigrationReport second = database.migrate();

        assertThat(second.applied()).isEmpty();
        assertThat(second.schemaVersion()).isEqualTo("9");
        assertThat(history()).isEqualTo(history);
    }

    @Test
    void programsThatStartTogetherWaitForOneAnother() throws Exception {
        try (var programs = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<MigrationReport>> reports = java.util.stream.Stream.generate(
                            () -> programs.submit(database::migrate))
                    .limit(4)
                    .toList();
            int applied = 0;
            for (Future<MigrationReport> report : reports) {
                assertThat(report.get().schemaVersion()).isEqualTo("9");
                applied += report.get().applied().size();
            }
            assertThat(applied).isEqualTo(9);
        }
    }

    @Test
    void timestampsWithoutZoneAreUtcWhateverTheZoneOfTheJvm() {
        assertThat(TimeZone.getDefault().getRawOffset())
                .as("the zone that the build gives to tests")
                .isNotZero();

        database.migrate();

        assertThat(database.rows("SELECT abs(extract(epoch FROM installed_on - (now() AT TIME ZONE 'UTC'))) < 60"
                        + " FROM video_compilation.flyway_schema_history"))
                .isNotEmpty()
                .containsOnly("t");
    }

    private List<String> tables() {
        return database.rows("SELECT schemaname || '.' || tablename FROM pg_tables"
                + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1");
    }

    private List<String> history() {
        return database.rows("SELECT * FROM video_compilation.flyway_schema_history ORDER BY installed_rank");
    }
}
