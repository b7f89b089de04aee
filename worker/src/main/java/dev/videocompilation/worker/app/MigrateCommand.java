package dev.videocompilation.worker.app;

import dev.videocompilation.migrations.MigrationFailedException;
import dev.videocompilation.migrations.MigrationReport;
import dev.videocompilation.migrations.Migrations;
import dev.videocompilation.worker.settings.SettingsReader;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings the database to this release's schema. */
@Command(
        name = "migrate",
        description = {
            "Creates the worker's tables and what is missing of the backend's, or does nothing where nothing is missing.",
            "Needs DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD; docs/database.md says which rights."
        },
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        SettingsReader reader = new SettingsReader(System.getenv());
        DatabaseSettings settings = DatabaseSettings.read(reader);
        reader.finish();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (DatabasePool pool = DatabasePool.open(settings, SessionLimits.NONE)) {
            MigrationReport report = Migrations.migrate(pool.dataSource());
            report.applied()
                    .forEach(migration -> out.println("applied %s %s (%d ms)"
                            .formatted(
                                    migration.version(),
                                    migration.description(),
                                    migration.took().toMillis())));
            out.println("schema version " + report.schemaVersion());
            out.flush();
            return ExitCode.OK;
        } catch (MigrationFailedException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), ExitCode.FAILED);
        }
    }
}
