package dev.videocompilation.worker.app;

import dev.videocompilation.worker.events.EventSelection;
import dev.videocompilation.worker.events.StoredEvent;
import dev.videocompilation.worker.events.StoredEvents;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists events beside their last attempts. */
@Command(
        name = "list",
        description = "Lists webhook events with how their delivery stands, the oldest first.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class WebhooksListCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable WebhooksCommand parent;

    @Mixin
    private WebhooksSelection selection = new WebhooksSelection();

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter notes = json ? Objects.requireNonNull(spec).commandLine().getErr() : out;
        EventSelection meant = selection.selection();
        return Objects.requireNonNull(parent).run(database -> {
            StoredEvents stored = new StoredEvents(database);
            List<StoredEvent> events = stored.select(meant, selection.limit());
            if (json) {
                events.forEach(event -> out.println(EventText.json(event)));
            } else if (!events.isEmpty()) {
                out.println(EventText.table(events, Instant.now()));
            }
            out.flush();
            notes.println("%d of %d events".formatted(events.size(), stored.count(meant)));
            notes.flush();
            return ExitCode.OK;
        });
    }
}
