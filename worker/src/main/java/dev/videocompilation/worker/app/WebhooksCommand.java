package dev.videocompilation.worker.app;

import static dev.videocompilation.database.compilation.Tables.WEBHOOK_REPLAYS;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.operator.ActionRate;
import dev.videocompilation.worker.operator.Pause;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.webhook.WebhookSettings;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import picocli.CommandLine.Command;

/** The commands for webhook events, and what they all stand on: the settings and the database. */
@Command(
        name = "webhooks",
        description = {
            "Shows webhook events and the log of their attempts, and replays them. docs/operations.md says when to do which.",
            "Needs DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD; replay needs the workers' WEBHOOK_ settings too."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {WebhooksListCommand.class, WebhooksShowCommand.class, WebhooksReplayCommand.class})
final class WebhooksCommand {
    private final Map<String, String> environment;
    private final LongSupplier nanoTime;
    private final Pause pause;

    WebhooksCommand() {
        this(System.getenv(), System::nanoTime, CommandPause::sleep);
    }

    WebhooksCommand(Map<String, String> environment, LongSupplier nanoTime, Pause pause) {
        this.environment = Map.copyOf(environment);
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.pause = Objects.requireNonNull(pause);
    }

    /** Runs a command's work with the database that the settings name. */
    int run(ToIntFunction<DSLContext> work) {
        SettingsReader reader = new SettingsReader(environment);
        DatabaseSettings settings = DatabaseSettings.read(reader);
        reader.finish();
        try (DatabasePool pool = DatabasePool.open(settings)) {
            pool.check(WEBHOOK_REPLAYS);
            return work.applyAsInt(pool.queries());
        } catch (DataAccessException e) {
            throw new TransientException(ErrorCode.DATABASE_UNAVAILABLE, FailureReason.of(e), e);
        }
    }

    /** What the workers are set to, as far as this environment tells. */
    WebhookSettings webhookSettings() {
        SettingsReader reader = new SettingsReader(environment);
        WebhookSettings settings = WebhookSettings.read(reader);
        reader.finish();
        return settings;
    }

    ActionRate rate(int perSecond) {
        return new ActionRate(perSecond, nanoTime, pause);
    }
}
