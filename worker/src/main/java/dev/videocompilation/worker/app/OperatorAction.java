package dev.videocompilation.worker.app;

import dev.videocompilation.worker.operator.Actor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the commands that change something: who, why, how fast, and whether at all. */
final class OperatorAction {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 500;
    private static final int FASTEST = 500;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; recorded. Required.")
    private String reason = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who; recorded. Default: the system's user name.")
    private @Nullable String by;

    @Option(names = "--all", description = "Everything; needed where no filter is given.")
    private boolean all;

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many a second at most, 1 to 500. Default: ${DEFAULT-VALUE}.")
    private int rate;

    /**
     * Refuses what is incomplete or wrong.
     *
     * @param everything whether no filter narrows the selection
     * @param filters the options that do
     * @throws CommandFailedException with a sentence
     */
    void check(boolean everything, String filters) {
        refuseIf(
                everything && !all,
                "nothing is selected: give a filter (%s), or --all for everything".formatted(filters));
        refuseIf(rate < 1 || rate > FASTEST, "--rate must be from 1 to " + FASTEST);
        refuseIf(
                reason.isBlank() || reason.length() > LONGEST_REASON,
                "--reason must have 1 to %d characters".formatted(LONGEST_REASON));
        refuseIf(
                name().isBlank()
                        || name().length() > LONGEST_NAME
                        || name().chars().anyMatch(Character::isISOControl),
                "--by must have 1 to %d characters, none of them a control character".formatted(LONGEST_NAME));
    }

    Actor actor() {
        return new Actor(name(), reason);
    }

    boolean dryRun() {
        return dryRun;
    }

    int rate() {
        return rate;
    }

    private String name() {
        return Optional.ofNullable(by).orElseGet(() -> System.getProperty("user.name", ""));
    }

    private static void refuseIf(boolean wrong, String sentence) {
        if (wrong) {
            throw new CommandFailedException(sentence, ExitCode.USAGE);
        }
    }
}
