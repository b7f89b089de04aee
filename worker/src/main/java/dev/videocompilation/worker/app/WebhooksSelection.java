package dev.videocompilation.worker.app;

import dev.videocompilation.worker.events.EventSelection;
import dev.videocompilation.worker.events.EventState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which events are meant. */
final class WebhooksSelection {
    /** The options that narrow. */
    static final String FILTERS = "--event, --state, --job, --script, --target, --older-than, --newer-than";

    private static final int MOST = 20_000;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "Only pending, delivered, disabled (410) or exhausted (given up); may be given more than once.")
    private List<EventState> states = List.of();

    @Option(names = "--script", paramLabel = "ID", description = "Only events of jobs of this script.")
    private @Nullable Integer scriptId;

    @Option(
            names = "--target",
            paramLabel = "ADDRESS",
            description = "Only targets that begin so, such as https://hooks.example.com/.")
    private @Nullable String target;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            converter = AgeConverter.class,
            description = "Only events that were written this long ago or longer: 30s, 15m, 12h, 3d.")
    private @Nullable Duration olderThan;

    @Option(
            names = "--newer-than",
            paramLabel = "AGE",
            converter = AgeConverter.class,
            description = "Only events that were written this long ago or later.")
    private @Nullable Duration newerThan;

    @Option(names = "--job", paramLabel = "ID", description = "Only events of this job; may be given more than once.")
    private List<String> jobs = List.of();

    @Option(names = "--event", paramLabel = "ID", description = "Only this event; may be given more than once.")
    private List<String> events = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Events at most, the oldest first, 1 to 20000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    EventSelection selection() {
        if (limit < 1 || limit > MOST) {
            throw new CommandFailedException("--limit must be from 1 to " + MOST, ExitCode.USAGE);
        }
        return new EventSelection(
                events,
                states,
                jobs,
                Optional.ofNullable(scriptId),
                Optional.ofNullable(target),
                Optional.ofNullable(olderThan),
                Optional.ofNullable(newerThan));
    }

    int limit() {
        return limit;
    }
}
