package dev.videocompilation.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@code make chaos}. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description =
                "Kills, stops and cuts off workers while jobs flow, then checks that nothing was lost, doubled or left behind.")
public final class Chaos implements Callable<Integer> {
    private static final int SOAK_JOBS = 10_000;
    private static final int SOAK_WORKERS = 16;
    private static final Goals SOAK_GOALS = new Goals(1_000, 50, 200);
    private static final int SOAK_MINUTES = 24 * 60;

    @Option(names = "--seed", description = "of every choice; drawn where it is not given")
    private long seed = ThreadLocalRandom.current().nextLong(1, 1_000_000);

    @Option(names = "--jobs", description = "to enqueue (default 300; with --soak 10000)")
    private @Nullable Integer jobs;

    @Option(
            names = "--kills",
            description = "to make at least; jobs are added for them (default: a tenth of the jobs; with --soak 1000)")
    private @Nullable Integer kills;

    @Option(
            names = "--kills-at-each",
            description = "of them, at every crash point at least (default 0; with --soak 50)")
    private @Nullable Integer killsAtEach;

    @Option(names = "--stops", description = "SIGSTOPs past the lease, at least (default 0; with --soak 200)")
    private @Nullable Integer stops;

    @Option(names = "--minutes", description = "after which no more jobs are enqueued (default 10; with --soak 1440)")
    private @Nullable Integer minutes;

    @Option(names = "--workers", description = "processes at a time (default 3; with --soak 16)")
    private @Nullable Integer workers;

    @Option(names = "--soak", description = "the real timings, where every timing is otherwise a twentieth")
    private boolean soak;

    @Option(
            names = "--directory",
            defaultValue = "target/chaos",
            description = "of the run's files (default ${DEFAULT-VALUE})")
    private Path directory = Path.of("target", "chaos");

    private Chaos() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Chaos()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path run = directory.toAbsolutePath().resolve("seed-" + seed);
        FileTrees.delete(run);
        Files.createDirectories(run);
        List<String> breaches = new ChaosRun(options(run), System.out::println).run();
        if (breaches.isEmpty()) {
            System.out.println("kept      every promise; seed " + seed);
            return 0;
        }
        breaches.forEach(breach -> System.out.println("BROKEN    " + breach));
        System.out.println("seed " + seed + "; the logs are in " + run);
        return 1;
    }

    private Goals goals(int wantedJobs) {
        Goals usual = soak ? SOAK_GOALS : Goals.ofKills(wantedJobs / 10);
        return new Goals(
                Objects.requireNonNullElse(kills, usual.kills()),
                Objects.requireNonNullElse(killsAtEach, usual.killsAtEachPoint()),
                Objects.requireNonNullElse(stops, usual.stops()));
    }

    private ChaosOptions options(Path run) {
        int wanted = Objects.requireNonNullElse(jobs, soak ? SOAK_JOBS : 300);
        return new ChaosOptions(
                seed,
                wanted,
                Objects.requireNonNullElse(minutes, soak ? SOAK_MINUTES : 10),
                goals(wanted),
                Objects.requireNonNullElse(workers, soak ? SOAK_WORKERS : 3),
                soak ? 1 : 20,
                run);
    }
}
