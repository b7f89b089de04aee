package dev.videocompilation.worker.app;

import dev.videocompilation.worker.deadletters.DeadLetter;
import dev.videocompilation.worker.deadletters.HeldDeadLetters;
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

/** Lists dead letters beside their jobs. */
@Command(
        name = "list",
        description = {
            "Lists dead letters with what is known of their jobs, the oldest first, and leaves them where they are.",
            "While it reads, another command does not see them."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DlqListCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable DlqCommand parent;

    @Mixin
    private DlqSelection selection = new DlqSelection();

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter notes = json ? Objects.requireNonNull(spec).commandLine().getErr() : out;
        selection.selection();
        return Objects.requireNonNull(parent).run(queues -> {
            DlqQueues.Count before = queues.count();
            try (HeldDeadLetters held = queues.read(selection.limit())) {
                List<DeadLetter> letters = selection.of(held);
                if (json) {
                    letters.forEach(letter -> out.println(DeadLetterText.json(letter)));
                } else if (!letters.isEmpty()) {
                    out.println(DeadLetterText.table(letters, Instant.now()));
                }
                out.flush();
                notes.println("%d of %d dead letters"
                        .formatted(letters.size(), held.letters().size()));
                selection.tellOfTheRest(notes, before, held);
            }
            notes.flush();
            return ExitCode.OK;
        });
    }
}
