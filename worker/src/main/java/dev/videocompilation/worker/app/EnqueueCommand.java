package dev.videocompilation.worker.app;

import dev.videocompilation.contract.client.CompileJobClient;
import dev.videocompilation.contract.client.EnqueueException;
import dev.videocompilation.contract.client.EnqueuedJob;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.settings.SettingsReader;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Hands over one job, by the client that a backend uses. */
@Command(
        name = "enqueue",
        description = {
            "Enqueues one compile job: commits its row, then sends its message.",
            "Needs QUEUE_URL, DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD.",
            "Giving the same --job-id and options again is safe: the job is done once."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EnqueueCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SCRIPT_ID", description = "The script whose videos are joined.")
    private int scriptId;

    @Option(names = "--job-id", paramLabel = "ID", description = "Default: compile-SCRIPT_ID-TIME.")
    private @Nullable String jobId;

    @Option(
            names = "--clips",
            split = ",",
            paramLabel = "ID",
            description = "Video ids in order, parted by commas. Default: every approved video of the script.")
    private List<Integer> clips = List.of();

    @Option(names = "--user-id", paramLabel = "ID", description = "The user whose videos they must be.")
    private @Nullable String userId;

    @Option(names = "--webhook-url", paramLabel = "URL", description = "Where the job's events go.")
    private @Nullable URI webhookUrl;

    @Override
    public Integer call() {
        SettingsReader reader = new SettingsReader(System.getenv());
        String queueUrl = reader.required("QUEUE_URL", "Address of the SQS queue of compile jobs.");
        DatabaseSettings database = DatabaseSettings.read(reader);
        reader.finish();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (DatabasePool pool = DatabasePool.open(database);
                SqsClient sqs = SqsClients.create()) {
            EnqueuedJob enqueued = new CompileJobClient(pool.dataSource(), sqs, queueUrl).enqueue(job());
            out.println(enqueued.jobId().value() + (enqueued.newlyAccepted() ? " accepted" : " was accepted before"));
            out.flush();
            return ExitCode.OK;
        } catch (EnqueueException e) {
            throw new CommandFailedException(
                    "%s: %s".formatted(e.errorCode(), e.getMessage()),
                    e.errorCode().retryable() ? ExitCode.UNAVAILABLE : ExitCode.FAILED);
        }
    }

    private CompileJob job() {
        Instant now = Instant.now();
        String id = jobId == null ? "compile-%d-%d".formatted(scriptId, now.toEpochMilli()) : jobId;
        CompileJob job = CompileJob.of(
                        JobId.parse(id)
                                .orElseThrow(() -> new CommandFailedException(
                                        "--job-id must be 1 to 128 letters, digits, dots, underscores or dashes",
                                        ExitCode.USAGE)),
                        scriptId)
                .withClips(clips)
                .withRequestedAt(now);
        if (userId != null) {
            job = job.withUserId(userId);
        }
        return webhookUrl == null ? job : job.withWebhookUrl(webhookUrl);
    }
}
