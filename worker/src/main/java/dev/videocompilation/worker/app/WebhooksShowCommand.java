package dev.videocompilation.worker.app;

import dev.videocompilation.worker.events.EventHistory;
import dev.videocompilation.worker.events.EventSelection;
import dev.videocompilation.worker.events.StoredEvent;
import dev.videocompilation.worker.events.StoredEvents;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows one event whole. */
@Command(
        name = "show",
        description =
                "Shows one webhook event whole: how its delivery stands, its replays, every attempt, and its payload.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class WebhooksShowCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable WebhooksCommand parent;

    @Parameters(
            paramLabel = "EVENT",
            description = "The event's id, as list prints it and the header webhook-id has it.")
    private String webhookId = "";

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        return Objects.requireNonNull(parent).run(database -> {
            StoredEvents stored = new StoredEvents(database);
            StoredEvent event = stored.select(EventSelection.event(webhookId), 1).stream()
                    .findFirst()
                    .orElseThrow(() -> new CommandFailedException(
                            "no event %s; it may be aged out with its job, and a job without webhookUrl has none"
                                    .formatted(webhookId),
                            ExitCode.FAILED));
            EventHistory history = new EventHistory(database);
            out.println(EventText.whole(
                    event,
                    history.replays(webhookId),
                    history.attempts(webhookId),
                    stored.payload(webhookId).orElse(""),
                    Instant.now()));
            out.flush();
            return ExitCode.OK;
        });
    }
}
