package dev.videocompilation.worker.app;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.ledger.CancelAnswer;
import dev.videocompilation.worker.ledger.JobCancellation;
import dev.videocompilation.worker.settings.SettingsReader;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls off one job. */
@Command(
        name = "cancel",
        description = {
            "Cancels a job: one that waits at once, one that is running at its worker's next heartbeat.",
            "A job that has ended stays as it is. Needs DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CancelCommand implements Callable<Integer> {
    private static final int LONGEST_REASON = 500;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, for the receiver of the event; at most " + LONGEST_REASON + " characters.")
    private @Nullable String reason;

    @Override
    public Integer call() {
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw new CommandFailedException(
                    "--reason has %d characters, at most %d are allowed".formatted(reason.length(), LONGEST_REASON),
                    ExitCode.USAGE);
        }
        SettingsReader reader = new SettingsReader(System.getenv());
        DatabaseSettings settings = DatabaseSettings.read(reader);
        reader.finish();
        // An id that cannot be a job's is the id of none.
        JobId jobId = JobId.parse(job).orElseThrow(this::unknown);
        try (DatabasePool pool = DatabasePool.open(settings)) {
            pool.check();
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(jobId.value() + " " + told(new JobCancellation(pool.queries()).request(jobId, reason())));
            out.flush();
            return ExitCode.OK;
        }
    }

    private String told(CancelAnswer answer) {
        return switch (answer) {
            case CancelAnswer.Cancelled cancelled -> "is cancelled";
            case CancelAnswer.Stopping stopping -> "is running; its worker stops it at its next heartbeat";
            case CancelAnswer.AlreadyEnded ended ->
                "is already " + ended.state().wireName();
            case CancelAnswer.Unknown unknown -> throw unknown();
        };
    }

    private Optional<String> reason() {
        return Optional.ofNullable(reason).filter(text -> !text.isBlank());
    }

    private CommandFailedException unknown() {
        return new CommandFailedException(
                "%s: there is no job %s. %s".formatted(ErrorCode.JOB_NOT_FOUND, job, ErrorCode.JOB_NOT_FOUND.action()),
                ExitCode.FAILED);
    }
}
