package dev.videocompilation.worker.app;

import dev.videocompilation.worker.deadletters.DeadLetter;
import dev.videocompilation.worker.deadletters.DeadLetterDiscard;
import dev.videocompilation.worker.deadletters.HeldDeadLetters;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Deletes dead letters. */
@Command(
        name = "discard",
        description = {
            "Deletes dead letters for good; `show` one first. Their jobs' rows stay as they are, and so does the record of who",
            "discarded what, and why."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DlqDiscardCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable DlqCommand parent;

    @Mixin
    private DlqSelection selection = new DlqSelection();

    @Mixin
    private OperatorAction action = new OperatorAction();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        action.check(selection.selection().isEverything(), DlqSelection.FILTERS);
        return Objects.requireNonNull(parent).run(queues -> {
            try {
                return discard(queues, out);
            } finally {
                out.flush();
            }
        });
    }

    private int discard(DlqQueues queues, PrintWriter out) {
        DlqQueues.Count before = queues.count();
        DeadLetterDiscard discard = new DeadLetterDiscard(
                queues.sqs(),
                queues.deadLetterQueueUrl(),
                queues.log(),
                Objects.requireNonNull(parent).rate(action.rate()));
        try (HeldDeadLetters held = queues.read(selection.limit(), action.rate())) {
            List<DeadLetter> letters = selection.of(held);
            int discarded = 0;
            for (DeadLetter letter : letters) {
                String what = DeadLetterText.subject(letter);
                if (action.dryRun()) {
                    out.println("%s would be discarded; %s".formatted(letter.messageId(), what));
                    continue;
                }
                Optional<String> problem = discard.discard(held, letter, action.actor());
                if (problem.isPresent()) {
                    throw new CommandFailedException(
                            "message %s could not be deleted (%s): it is where it was; %d were discarded before it, the rest is as it was"
                                    .formatted(letter.messageId(), problem.get(), discarded),
                            ExitCode.UNAVAILABLE);
                }
                discarded++;
                out.println("%s discarded; %s".formatted(letter.messageId(), what));
                out.flush();
            }
            out.println(
                    action.dryRun()
                            ? "%d would be discarded; nothing was changed".formatted(letters.size())
                            : "%d discarded".formatted(discarded));
            selection.tellOfTheRest(out, before, held);
        }
        return ExitCode.OK;
    }
}
