package dev.videocompilation.worker.app;

import dev.videocompilation.worker.deadletters.DeadLetter;
import dev.videocompilation.worker.deadletters.DeadLetterReplay;
import dev.videocompilation.worker.deadletters.HeldDeadLetters;
import dev.videocompilation.worker.deadletters.MoveResult;
import dev.videocompilation.worker.deadletters.ReplayEffect;
import dev.videocompilation.worker.deadletters.ReplayResult;
import dev.videocompilation.worker.deadletters.WholeQueueMove;
import java.io.PrintWriter;
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

/** Sends dead letters to their source queue again. */
@Command(
        name = "replay",
        description = {
            "Sends dead letters to the source queue again, bodies unchanged, and deletes them here. A job that has ended is not",
            "done again. --all without a filter or --reset has SQS move the whole queue by its own task."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DlqReplayCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ParentCommand
    private @Nullable DlqCommand parent;

    @Mixin
    private DlqSelection selection = new DlqSelection();

    @Option(
            names = "--reset",
            description = "Move the jobs among them that are failed or dead back to queued, with no attempt counted.")
    private boolean reset;

    @Mixin
    private OperatorAction action = new OperatorAction();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        action.check(selection.selection().isEverything(), DlqSelection.FILTERS);
        boolean wholeQueue = selection.selection().isEverything() && !reset;
        return Objects.requireNonNull(parent).run(queues -> {
            try {
                return wholeQueue ? moveAll(queues, out) : replaySelected(queues, out);
            } finally {
                out.flush();
            }
        });
    }

    private int replaySelected(DlqQueues queues, PrintWriter out) {
        DlqQueues.Count before = queues.count();
        DeadLetterReplay replay = new DeadLetterReplay(
                queues.sqs(),
                queues.sourceQueueUrl(),
                queues.deadLetterQueueUrl(),
                queues.log(),
                Objects.requireNonNull(parent).rate(action.rate()));
        try (HeldDeadLetters held = queues.read(selection.limit(), action.rate())) {
            List<DeadLetter> letters = selection.of(held);
            int replayed = 0;
            for (DeadLetter letter : letters) {
                if (action.dryRun()) {
                    out.println("%s would be replayed; %s"
                            .formatted(
                                    letter.messageId(), DeadLetterText.effect(letter, ReplayEffect.of(letter, reset))));
                } else {
                    tell(out, letter, replay.replay(held, letter, action.actor(), reset), replayed);
                    replayed++;
                }
            }
            out.println(
                    action.dryRun()
                            ? "%d would be replayed; nothing was changed".formatted(letters.size())
                            : "%d replayed".formatted(replayed));
            selection.tellOfTheRest(out, before, held);
        }
        return ExitCode.OK;
    }

    private static void tell(PrintWriter out, DeadLetter letter, ReplayResult result, int replayedBefore) {
        switch (result) {
            case ReplayResult.Replayed replayed -> {
                out.println("%s replayed as %s; %s"
                        .formatted(
                                letter.messageId(),
                                replayed.newMessageId(),
                                DeadLetterText.effect(letter, replayed.effect())));
                out.flush();
            }
            case ReplayResult.OnBothQueues both ->
                throw new CommandFailedException(
                        "message %s was sent as %s but could not be deleted (%s): it is on both queues, and replaying it again has no second effect; %d were replayed before it, the rest is as it was"
                                .formatted(letter.messageId(), both.newMessageId(), both.why(), replayedBefore),
                        ExitCode.UNAVAILABLE);
            case ReplayResult.NotSent notSent ->
                throw new CommandFailedException(
                        "message %s could not be sent (%s): it is where it was%s; %d were replayed before it, the rest is as it was"
                                .formatted(
                                        letter.messageId(),
                                        notSent.why(),
                                        notSent.jobReset() ? ", its job is queued" : "",
                                        replayedBefore),
                        ExitCode.UNAVAILABLE);
        }
    }

    private int moveAll(DlqQueues queues, PrintWriter out) {
        int about = queues.count().visible();
        if (action.dryRun()) {
            out.println("about %d would be moved by SQS's own task, %d a second; nothing was changed"
                    .formatted(about, action.rate()));
            return ExitCode.OK;
        }
        WholeQueueMove move = new WholeQueueMove(
                queues.sqs(),
                queues.sourceQueueUrl(),
                queues.deadLetterQueueUrl(),
                queues.log(),
                Objects.requireNonNull(parent).pause());
        MoveResult result = move.move(action.actor(), action.rate(), (moved, toMove) -> {
            out.println("moved %d of about %d".formatted(moved, toMove));
            out.flush();
        });
        switch (result) {
            case MoveResult.Completed completed ->
                out.println("moved %d; the task is completed".formatted(completed.moved()));
            case MoveResult.Failed failed ->
                throw new CommandFailedException(
                        "the task ended after %d messages (%s); the rest is where it was"
                                .formatted(failed.moved(), failed.why()),
                        ExitCode.UNAVAILABLE);
            case MoveResult.Refused refused ->
                throw new CommandFailedException(
                        "SQS does not move this queue (%s); `--older-than 0s` replays message by message instead"
                                .formatted(refused.why()),
                        ExitCode.FAILED);
        }
        return ExitCode.OK;
    }
}
