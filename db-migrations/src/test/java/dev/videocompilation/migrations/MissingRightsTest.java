package dev.videocompilation.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MissingRightsTest {

    private final TestDatabase database = TestPostgres.newDatabase();
    private final TestDatabase migrator = database.asNewRole();

    @BeforeEach
    void letTheMigratorCreateSchemas() {
        database.execute("GRANT CREATE ON DATABASE " + database.name() + " TO " + migrator.role());
    }

    @Test
    void aMissingColumnOfSomebodyElsesTableIsNamedTogetherWithTheWayOut() {
        database.execute(BackendTables.WITHOUT_COMPILED_COLUMNS);

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(migrator::migrate)
                .withMessage("A privilege is missing: vsl_frontend.section_detailed_scripts lacks compiled_video_url,"
                        + " compiled_at, and the role " + migrator.role() + " does not own the table (postgres does)."
                        + " The owner can apply db-migrations/prisma/migrations/20261125000000_add_compiled_video/"
                        + "migration.sql, then run this migration again.");
        assertThat(database.rows(
                        "SELECT version FROM video_compilation.flyway_schema_history WHERE version IS NOT NULL"))
                .as("a failed migration leaves nothing behind")
                .isEmpty();
    }

    @Test
    void theOwnersPrismaMigrationIsTheWayOut() {
        database.execute(BackendTables.WITHOUT_COMPILED_COLUMNS);
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(migrator::migrate);

        database.execute(PrismaMigration.sql());

        assertThat(migrator.migrate().schemaVersion()).isEqualTo("9");
    }

    @Test
    void aMissingTableInSomebodyElsesSchemaIsNamed() {
        database.execute("CREATE SCHEMA vsl_frontend");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(migrator::migrate)
                .withMessageContaining("The table vsl_frontend.section_videos is missing")
                .withMessageContaining("GRANT CREATE ON SCHEMA vsl_frontend TO " + migrator.role());
    }

    @Test
    void aTableThatIsNotTheBackendsIsRefused() {
        database.execute("CREATE SCHEMA vsl_frontend; CREATE TABLE vsl_frontend.section_videos (id serial)");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(database::migrate)
                .withMessageContaining("vsl_frontend.section_videos lacks a column that no migration can invent");
    }

    @Test
    void aRoleThatMayNotCreateSchemasIsToldSo() {
        TestDatabase nobody = database.asNewRole();

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(nobody::migrate)
                .withMessage(
                        "A privilege is missing: the role %1$s may not create the schema video_compilation;"
                                + " let the owner GRANT CREATE ON DATABASE %2$s TO %1$s.",
                        nobody.role(), database.name())
                .satisfies(failure -> assertThat(failure.sqlState()).isEqualTo("42501"));
    }
}
