package dev.videocompilation.migrations;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What a run of the migrations did.
 *
 * @param applied the migrations of this run in their order; empty where the database was up to date
 * @param schemaVersion the version of the schema after the run
 */
public record MigrationReport(List<AppliedMigration> applied, String schemaVersion) {

    public MigrationReport {
        applied = List.copyOf(applied);
        requireNonNull(schemaVersion, "schemaVersion");
    }

    /**
     * One migration that was applied.
     *
     * @param version its number
     * @param description what it does, taken from its file name
     * @param took how long it ran
     */
    public record AppliedMigration(String version, String description, Duration took) {

        public AppliedMigration {
            requireNonNull(version, "version");
            requireNonNull(description, "description");
            requireNonNull(took, "took");
        }
    }
}
