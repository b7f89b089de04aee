package dev.videocompilation.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrismaMigrationTest {

    private static final String TABLE = "vsl_frontend.section_detailed_scripts";

    @Test
    void leavesTheCatalogueThatOurMigrationLeaves() {
        TestDatabase prismas = TestPostgres.newDatabase();
        prismas.execute(BackendTables.WITHOUT_COMPILED_COLUMNS);
        prismas.execute(PrismaMigration.sql());
        TestDatabase ours = TestPostgres.newDatabase();
        ours.execute(BackendTables.WITHOUT_COMPILED_COLUMNS);
        ours.migrate();

        assertThat(prismas.columns(TABLE))
                .isEqualTo(ours.columns(TABLE))
                .contains("compiled_video_url text f", "compiled_at timestamp(3) without time zone f");

        prismas.migrate();

        assertThat(prismas.columns(TABLE))
                .as("ours finds nothing to add after Prisma's")
                .isEqualTo(ours.columns(TABLE));
    }
}
