package dev.videocompilation.worker.app;

import dev.videocompilation.worker.binaries.FfmpegUnusableException;
import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.queue.QueueUnusableException;
import dev.videocompilation.worker.settings.InvalidSettingsException;
import java.io.PrintWriter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import software.amazon.awssdk.core.exception.SdkException;

/** The command line. Every failure ends in one clear sentence on standard error and an exit code that tells its kind. */
@Command(
        name = "video-worker",
        description = "Joins the approved clips of a script into one proven video.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        subcommands = {
            RunCommand.class,
            JoinCommand.class,
            EnqueueCommand.class,
            CancelCommand.class,
            DlqCommand.class,
            WebhooksCommand.class,
            MigrateCommand.class,
            SweepCommand.class,
            DoctorCommand.class
        },
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0   done",
            "  1   refused or failed; the last line of standard error says why",
            "  2   the command line is wrong",
            "  69  a service is out of reach",
            "  78  settings are missing or wrong",
            "",
            "Settings are environment variables; `video-worker doctor --settings` lists them with their defaults."
        })
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        // Numbers in messages and logs look the same on every machine.
        Locale.setDefault(Locale.ROOT);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain);
    }

    static int explain(Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        return switch (failure) {
            case RejectedException e ->
                told(err, e.code() + ": " + e.getMessage() + ". " + e.code().action(), ExitCode.FAILED);
            case TransientException e ->
                told(err, e.code() + ": " + e.getMessage() + ". " + e.code().action(), ExitCode.UNAVAILABLE);
            case InvalidSettingsException e ->
                told(
                        err,
                        "SETTINGS_INVALID:" + System.lineSeparator() + "  "
                                + String.join(System.lineSeparator() + "  ", e.problems()),
                        ExitCode.SETTINGS);
            case FfmpegUnusableException e -> told(err, String.valueOf(e.getMessage()), ExitCode.SETTINGS);
            case QueueUnusableException e -> told(err, String.valueOf(e.getMessage()), ExitCode.UNAVAILABLE);
            case StoppedException e -> told(err, "stopped; nothing was made", ExitCode.FAILED);
            case CommandFailedException e -> told(err, String.valueOf(e.getMessage()), e.exitCode());
            case SdkException e ->
                told(
                        err,
                        "AWS: " + e.getMessage() + "; check AWS_REGION, the credentials and the endpoint",
                        ExitCode.UNAVAILABLE);
            default -> {
                LOG.debug("an unexpected failure", failure);
                yield told(
                        err,
                        "unexpected: " + FailureReason.of(failure) + "; LOG_LEVEL=debug shows where",
                        ExitCode.FAILED);
            }
        };
    }

    private static int told(PrintWriter err, String sentence, int exitCode) {
        err.println("video-worker: " + sentence);
        err.flush();
        return exitCode;
    }
}
