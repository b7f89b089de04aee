package dev.videocompilation.worker.app;

import dev.videocompilation.worker.settings.InvalidSettingsException;
import dev.videocompilation.worker.settings.SettingsReader;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks everything that a worker stands on and says what is wrong and how to mend it. */
@Command(
        name = "doctor",
        description = {
            "Checks the settings, ffmpeg, scratch space, the database, the queue and the buckets, and says what is wrong and",
            "how to mend it. Writes nothing but a file of a few bytes in scratch. Ends with 0 where all is well, else with 1."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--settings", description = "Print the table of all settings and stop.")
    private boolean settingsOnly;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (settingsOnly) {
            out.println(SettingsTable.markdown(WorkerSettings.definitions()));
            out.flush();
            return ExitCode.OK;
        }
        SettingsReader reader = new SettingsReader(System.getenv());
        WorkerSettings settings = WorkerSettings.read(reader);
        List<Finding> findings;
        try {
            reader.finish();
            findings = new WorkerCheckup(settings).all();
        } catch (InvalidSettingsException e) {
            findings = new WorkerCheckup(settings).withoutServices(e.problems());
        }
        findings.forEach(finding -> out.println(finding.line()));
        long wrong = findings.stream().filter(finding -> !finding.well()).count();
        out.println(wrong == 0 ? "all is well" : "%d of %d checks failed".formatted(wrong, findings.size()));
        out.flush();
        return wrong == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
}
