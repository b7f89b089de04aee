package dev.videocompilation.worker.app;

import dev.videocompilation.worker.deadletters.DeadLetter;
import dev.videocompilation.worker.deadletters.HeldDeadLetters;
import dev.videocompilation.worker.deadletters.Selection;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which dead letters are meant. */
final class DlqSelection {
    /** The options that narrow. */
    static final String FILTERS = "--message-id, --job, --error-code, --script, --user, --older-than";

    private static final int MOST = 20_000;

    @Option(
            names = "--error-code",
            paramLabel = "CODE",
            description = "Only those that a worker moved there with this code, or whose job's row has it.")
    private @Nullable String errorCode;

    @Option(names = "--script", paramLabel = "ID", description = "Only jobs of this script.")
    private @Nullable Integer scriptId;

    @Option(names = "--user", paramLabel = "ID", description = "Only jobs of this user.")
    private @Nullable String userId;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            converter = AgeConverter.class,
            description = "Only messages that were sent this long ago or longer: 30s, 15m, 12h, 3d.")
    private @Nullable Duration olderThan;

    @Option(names = "--job", paramLabel = "ID", description = "Only this job; may be given more than once.")
    private List<String> jobs = List.of();

    @Option(names = "--message-id", paramLabel = "ID", description = "Only this message; may be given more than once.")
    private List<String> messageIds = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Messages to read at most, 1 to 20000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    Selection selection() {
        if (limit < 1 || limit > MOST) {
            throw new CommandFailedException("--limit must be from 1 to " + MOST, ExitCode.USAGE);
        }
        return new Selection(
                Optional.ofNullable(errorCode),
                Optional.ofNullable(scriptId),
                Optional.ofNullable(userId),
                Optional.ofNullable(olderThan),
                jobs,
                messageIds);
    }

    int limit() {
        return limit;
    }

    List<DeadLetter> of(HeldDeadLetters held) {
        Selection selection = selection();
        Instant now = Instant.now();
        return held.letters().stream()
                .filter(letter -> selection.includes(letter, now))
                .toList();
    }

    /** Says what the command could not see, so that nobody takes a part for the whole. */
    void tellOfTheRest(PrintWriter out, DlqQueues.Count before, HeldDeadLetters held) {
        int read = held.letters().size();
        if (read >= limit && before.visible() > read) {
            out.println("read %d of about %d; --limit N reads more".formatted(read, before.visible()));
        }
        if (before.hidden() > 0) {
            out.println(
                    "about %d more are hidden: another command holds them, or was broken off; look again in some minutes"
                            .formatted(before.hidden()));
        }
    }
}
