package dev.videocompilation.worker.app;

import dev.videocompilation.worker.events.EventReplay;
import dev.videocompilation.worker.events.EventSelection;
import dev.videocompilation.worker.events.ReplayAnswer;
import dev.videocompilation.worker.events.ReplayPolicy;
import dev.videocompilation.worker.events.StoredEvent;
import dev.videocompilation.worker.events.StoredEvents;
import dev.videocompilation.worker.webhook.HostResolver;
import dev.videocompilation.worker.webhook.TargetAddressPolicy;
import dev.videocompilation.worker.webhook.WebhookSecrets;
import dev.videocompilation.worker.webhook.WebhookSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Has events delivered again. */
@Command(
        name = "replay",
        description = {
            "Makes webhook events due again; a worker delivers each under its old webhook-id, signed anew, with the whole schedule",
            "of attempts before it. Ends with 1 where one of them was not replayed."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class WebhooksReplayCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable WebhooksCommand parent;

    @Mixin
    private WebhooksSelection selection = new WebhooksSelection();

    @Option(names = "--even-disabled", description = "Those too whose receiver answered 410.")
    private boolean evenDisabled;

    @Mixin
    private OperatorAction action = new OperatorAction();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        EventSelection meant = selection.selection();
        action.check(meant.isEverything(), WebhooksSelection.FILTERS);
        WebhookSettings settings = Objects.requireNonNull(parent).webhookSettings();
        if (settings.secrets().isEmpty()) {
            throw new CommandFailedException(
                    "SETTINGS_INVALID: %s is not set, and an event that cannot be signed is never sent; set it, and WEBHOOK_ALLOW_LOCAL_TARGETS, as the workers have them"
                            .formatted(WebhookSecrets.SETTING),
                    ExitCode.SETTINGS);
        }
        ReplayPolicy policy = new ReplayPolicy(
                settings.secrets(),
                new TargetAddressPolicy(settings.allowLocalTargets(), HostResolver.system()),
                evenDisabled);
        return Objects.requireNonNull(parent).run(database -> {
            try {
                return replay(database, meant, policy, out);
            } finally {
                out.flush();
            }
        });
    }

    private int replay(DSLContext database, EventSelection meant, ReplayPolicy policy, PrintWriter out) {
        StoredEvents stored = new StoredEvents(database);
        List<StoredEvent> events = stored.select(meant, selection.limit());
        EventReplay replay =
                new EventReplay(database, policy, Objects.requireNonNull(parent).rate(action.rate()));
        int all = stored.count(meant);
        int due = 0;
        for (StoredEvent event : events) {
            ReplayAnswer answer = action.dryRun() ? policy.judge(event) : replay.replay(event, action.actor());
            out.println(event.webhookId() + " " + EventText.answer(answer, action.dryRun()));
            out.flush();
            due += answer instanceof ReplayAnswer.Due ? 1 : 0;
        }
        if (events.isEmpty()) {
            throw new CommandFailedException(
                    "there is no such event; `webhooks list` shows those there are", ExitCode.FAILED);
        }
        int left = events.size() - due;
        out.println(
                action.dryRun()
                        ? "%d would be replayed, %d not; nothing was changed".formatted(due, left)
                        : "%d replayed, %d not".formatted(due, left));
        if (all > events.size()) {
            out.println("%d of %d were looked at; --limit N takes more".formatted(events.size(), all));
        }
        return left == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
}
