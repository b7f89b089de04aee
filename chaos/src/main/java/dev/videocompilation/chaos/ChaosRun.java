package dev.videocompilation.chaos;

import dev.videocompilation.chaos.Recovery.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** One run: jobs flow while workers die and services break; then all is healed, the rest is worked off, and the world checked. */
final class ChaosRun {
    private static final int WORD_EVERY = 100;
    private static final int SLOWEST = 10;
    private static final Duration MOST_RECOVERY = Duration.ofSeconds(150);
    /** After which a message is visible again that nobody renews. */
    private static final Duration VISIBILITY = Duration.ofMinutes(2);

    private final ChaosOptions options;
    private final Consumer<String> out;
    private final Breaches breaches = new Breaches();
    private final Path ffmpegHome = Path.of(Objects.requireNonNull(System.getenv("FFMPEG_HOME"), "FFMPEG_HOME"));

    ChaosRun(ChaosOptions options, Consumer<String> out) {
        this.options = options;
        this.out = out;
    }

    /** Runs it; what was found broken, nothing where all promises were kept. */
    List<String> run() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        out.accept("seed %d, %d jobs, %d kills, %d minutes at most, %d workers, timings divided by %d"
                .formatted(
                        options.seed(),
                        options.jobs(),
                        options.goals().kills(),
                        options.minutes(),
                        options.workers(),
                        options.timeDivisor()));
        WorkerCommand command = WorkerCommand.prepare(options.directory());
        try (World world = World.start(options);
                BacklogWatch backlog = new BacklogWatch(world, options)) {
            Workload workload = new Workload(
                    world, new ChaosClips(ffmpegHome, options.directory()), new Random(options.seed()), options);
            WorkerFleet fleet = new WorkerFleet(options, world, command, new Provocation(options, world, workload));
            FaultInjector faults = new FaultInjector(options, world);
            try (fleet) {
                fleet.warmUp(workload::enqueueFirst, () -> workload.outstanding() == 0);
                fleet.start();
                try (faults) {
                    faults.start();
                    enqueueAll(world, workload, fleet, begun);
                }
                out.accept("%s: all enqueued, all healed; %d kills so far".formatted(since(begun), kills(fleet)));
                fleet.calmDown();
                new Settling(options, world, out, breaches).await();
            }
            fleet.sweepRest();
            WorldCheck check = new WorldCheck(world, workload.accepted(), breaches);
            check.run(ffmpegHome);
            breaches.addAll("workers with a bad end", fleet.badEnds());
            Recovery recovery = Recovery.of(world, fleet.kills(), backlog, options.scaled(VISIBILITY));
            report(world, workload, fleet, faults, check, recovery, backlog, begun);
        }
        return breaches.found();
    }

    private void enqueueAll(World world, Workload workload, WorkerFleet fleet, long begun) throws InterruptedException {
        long until = begun + TimeUnit.MINUTES.toNanos(options.minutes());
        // One of each first, so that a short run has them all.
        for (JobKind kind : JobKind.values()) {
            workload.enqueueOne(kind);
        }
        int word = WORD_EVERY;
        while (workload.size() < options.jobs() && System.nanoTime() < until) {
            workload.enqueueNext();
            if (workload.size() >= word) {
                word += WORD_EVERY;
                out.accept("%s: %d jobs enqueued, %d kills, %s"
                        .formatted(since(begun), workload.size(), kills(fleet), Settling.states(world)));
            }
        }
        if (workload.size() < options.jobs()) {
            breaches.add("only %d of %d jobs were enqueued in %d minutes"
                    .formatted(workload.size(), options.jobs(), options.minutes()));
        }
        // Where kills are missing then, more jobs come until there are enough.
        while (!missing(fleet).isEmpty() && System.nanoTime() < until) {
            workload.enqueueNext();
            if (workload.size() >= word) {
                word += WORD_EVERY;
                out.accept("%s: %d jobs enqueued; %s".formatted(since(begun), workload.size(), missing(fleet)));
            }
        }
        missing(fleet).forEach(breaches::add);
    }

    private void report(
            World world,
            Workload workload,
            WorkerFleet fleet,
            FaultInjector faults,
            WorldCheck check,
            Recovery recovery,
            BacklogWatch backlog,
            long begun) {
        List<Kill> kills = fleet.kills();
        Duration limit = options.scaled(MOST_RECOVERY);
        // What does not scale, such as a worker's start, is most of it where all else is scaled down.
        if (options.timeDivisor() == 1 && recovery.percentile(Wait::apart, 99).compareTo(limit) > 0) {
            breaches.add(
                    "1 in 100 killed jobs waited longer than %d s for its next claim".formatted(limit.toSeconds()));
        }
        out.accept("jobs      " + workload.summary());
        out.accept("ended     " + check.counts());
        out.accept("kills     %d: %s".formatted(kills.size(), Kill.byPoint(kills)));
        out.accept("stops     %d SIGSTOPs past the lease, %d SIGTERMs, %d workers in all"
                .formatted(fleet.stops(), fleet.drains(), fleet.started()));
        out.accept("faults    %d: %s".formatted(faults.count(), faults.summary()));
        out.accept("webhooks  %d received for %d jobs"
                .formatted(world.receiver().received().size(), workload.size()));
        out.accept(
                "recovery  of %d killed jobs, kill to next claim, queue wait apart: %s (%.1f s at p99 at this scale); with it: %s"
                        .formatted(
                                recovery.waits().size(),
                                percentiles(recovery, Wait::apart),
                                seconds(limit),
                                percentiles(recovery, Wait::whole)));
        recovery.write(options.directory().resolve("recoveries.csv"));
        recovery.waits().stream().limit(SLOWEST).forEach(wait -> out.accept("slow      " + wait));
        long ended = System.currentTimeMillis();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        out.accept("backlog   messages waited that any worker could receive in %d %% of the time"
                .formatted(100 * backlog.within(ended - took.toMillis(), ended).toMillis() / took.toMillis()));
        out.accept("took      " + since(begun));
    }

    private static String percentiles(Recovery recovery, Function<Wait, Duration> part) {
        return "median %.1f s, p90 %.1f s, p95 %.1f s, p99 %.1f s"
                .formatted(
                        seconds(recovery.percentile(part, 50)),
                        seconds(recovery.percentile(part, 90)),
                        seconds(recovery.percentile(part, 95)),
                        seconds(recovery.percentile(part, 99)));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private List<String> missing(WorkerFleet fleet) {
        return options.goals().missing(fleet.kills(), fleet.stops());
    }

    private static int kills(WorkerFleet fleet) {
        return fleet.kills().size();
    }

    private static String since(long begun) {
        return "%5.0f s".formatted((System.nanoTime() - begun) / 1e9);
    }
}
