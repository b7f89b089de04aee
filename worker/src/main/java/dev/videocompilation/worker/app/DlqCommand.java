package dev.videocompilation.worker.app;

import static dev.videocompilation.database.compilation.Tables.DEAD_LETTER_ACTIONS;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.operator.ActionRate;
import dev.videocompilation.worker.operator.Pause;
import dev.videocompilation.worker.queue.QueueSettings;
import dev.videocompilation.worker.settings.SettingsReader;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jooq.exception.DataAccessException;
import picocli.CommandLine.Command;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The commands for dead letters, and what they all stand on: the settings, the two queues and the database. */
@Command(
        name = "dlq",
        description = {
            "Shows, replays and discards dead letters. docs/operations.md says when to do which.",
            "Needs QUEUE_URL, DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD, and DEAD_LETTER_QUEUE_URL where the queue's",
            "redrive policy does not name it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class, DlqDiscardCommand.class})
final class DlqCommand {
    private final Map<String, String> environment;
    private final Supplier<SqsClient> clients;
    private final LongSupplier nanoTime;
    private final Pause pause;

    DlqCommand() {
        this(System.getenv(), SqsClients::create, System::nanoTime, CommandPause::sleep);
    }

    DlqCommand(Map<String, String> environment, Supplier<SqsClient> clients, LongSupplier nanoTime, Pause pause) {
        this.environment = Map.copyOf(environment);
        this.clients = Objects.requireNonNull(clients);
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.pause = Objects.requireNonNull(pause);
    }

    /** Runs a command's work with the queues and the database that the settings name. */
    int run(ToIntFunction<DlqQueues> work) {
        SettingsReader reader = new SettingsReader(environment);
        QueueSettings queue = QueueSettings.read(reader);
        DatabaseSettings database = DatabaseSettings.read(reader);
        reader.finish();
        try (DatabasePool pool = DatabasePool.open(database);
                SqsClient sqs = clients.get()) {
            pool.check(DEAD_LETTER_ACTIONS);
            String deadLetters = QueueCheck.find(sqs, queue).url();
            return work.applyAsInt(new DlqQueues(sqs, queue.queueUrl(), deadLetters, pool.queries()));
        } catch (SdkException e) {
            throw new TransientException(ErrorCode.QUEUE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        } catch (DataAccessException e) {
            throw new TransientException(ErrorCode.DATABASE_UNAVAILABLE, FailureReason.of(e), e);
        }
    }

    ActionRate rate(int perSecond) {
        return new ActionRate(perSecond, nanoTime, pause);
    }

    Pause pause() {
        return pause;
    }
}
