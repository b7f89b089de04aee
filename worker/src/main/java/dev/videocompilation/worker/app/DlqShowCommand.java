package dev.videocompilation.worker.app;

import dev.videocompilation.worker.deadletters.DeadLetter;
import dev.videocompilation.worker.deadletters.HeldDeadLetters;
import dev.videocompilation.worker.deadletters.Selection;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows one dead letter whole. */
@Command(
        name = "show",
        description =
                "Shows one dead letter whole: attributes, body, its job's row, what was done before, and what replaying it would do.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DlqShowCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable DlqCommand parent;

    @Parameters(paramLabel = "MESSAGE_ID", description = "The message's id, as list prints it.")
    private String messageId = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Messages to read at most in search of it. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Selection selection = Selection.message(messageId);
        return Objects.requireNonNull(parent).run(queues -> {
            try (HeldDeadLetters held = queues.read(limit)) {
                Instant now = Instant.now();
                DeadLetter letter = held.letters().stream()
                        .filter(each -> selection.includes(each, now))
                        .findFirst()
                        .orElseThrow(() -> new CommandFailedException(
                                "no message %s among the %d that could be read; another command may hold it for some minutes"
                                        .formatted(messageId, held.letters().size()),
                                ExitCode.FAILED));
                out.println(DeadLetterText.whole(letter, queues.log().of(letter), now));
                out.flush();
                return ExitCode.OK;
            }
        });
    }
}
