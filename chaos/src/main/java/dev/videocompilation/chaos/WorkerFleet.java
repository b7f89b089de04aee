package dev.videocompilation.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps so many worker processes running, each until it kills itself at its crash point or this gives it another end: SIGKILL,
 * SIGTERM, both, or SIGSTOP past its lease and SIGCONT. When the fleet turns calm, workers are started without crash points and
 * left alone.
 */
final class WorkerFleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerFleet.class);
    /** A worker that finds no database, queue or storage when it starts ends with this; the platform starts it again. */
    private static final int UNAVAILABLE = 69;

    /** By when a worker has started. */
    private static final Duration STARTING = Duration.ofSeconds(3);

    /** For the first jobs, and for the cache that is made of them. */
    private static final Duration WARM_UP = Duration.ofMinutes(2);

    /** Between two looks at what job a worker has. */
    private static final Duration LOOKING = Duration.ofMillis(500);

    private final ChaosOptions options;
    private final World world;
    private final WorkerCommand command;
    private final Provocation provocation;
    private final Path kills;
    private final Random random;
    private final CrashPlan plan;
    private final Set<Process> alive = ConcurrentHashMap.newKeySet();
    private final List<Thread> keepers = new ArrayList<>();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();
    private final AtomicInteger drains = new AtomicInteger();
    private final List<String> badEnds = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean calm;
    private volatile boolean closing;

    WorkerFleet(ChaosOptions options, World world, WorkerCommand command, Provocation provocation) {
        this.options = options;
        this.world = world;
        this.kills = options.directory().resolve("kills.log");
        this.random = new Random(options.seed() + 1);
        this.plan = new CrashPlan(options, new Random(options.seed() + 3));
        this.command = command;
        this.provocation = provocation;
    }

    /**
     * Has a worker do jobs, and end, to make the cache from which all others start: a start costs less than half of what it would.
     *
     * @param jobs enqueues them
     * @param done tells when they are
     */
    void warmUp(Runnable jobs, BooleanSupplier done) throws IOException, InterruptedException {
        Map<String, String> environment = new LinkedHashMap<>(world.workerEnvironment(options));
        // Its end awaits its long poll.
        environment.put("QUEUE_LONG_POLL", "1s");
        Process process = command.start(environment, List.of(command.cacheOption()), log(0), "run");
        alive.add(process);
        try {
            jobs.run();
            long until = System.nanoTime() + WARM_UP.toNanos();
            while (!done.getAsBoolean() && System.nanoTime() < until) {
                Thread.sleep(100);
            }
            Signals.send(process.pid(), Signals.SIGTERM);
            process.waitFor(WARM_UP.toSeconds(), TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
            alive.remove(process);
        }
    }

    /** Begins to keep the workers running; where this process is told to end, they end with it. */
    void start() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> alive.forEach(Process::destroyForcibly)));
        for (int number = 0; number < options.workers(); number++) {
            keepers.add(Thread.ofPlatform().name("keeper-" + number).start(this::keep));
        }
    }

    /** From here on no worker is killed, those that have a crash point aside; they are replaced. */
    void calmDown() {
        calm = true;
    }

    /** Every kill so far. */
    List<Kill> kills() {
        return Kill.read(kills);
    }

    int started() {
        return started.get();
    }

    int stops() {
        return stops.get();
    }

    int drains() {
        return drains.get();
    }

    /** Workers that ended in a way that nobody asked for, or did not end when asked. */
    List<String> badEnds() {
        return List.copyOf(badEnds);
    }

    /** Runs one of the worker's commands to its end; its output. */
    String run(Map<String, String> settings, String... arguments) throws InterruptedException {
        return run(List.of(), settings, arguments);
    }

    private String run(List<String> jvmOptions, Map<String, String> settings, String... arguments)
            throws InterruptedException {
        Path output = options.directory().resolve("command.log");
        Map<String, String> environment = new LinkedHashMap<>(world.workerEnvironment(options));
        environment.putAll(settings);
        try {
            Process process = command.start(environment, jvmOptions, output, arguments);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
            String said = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new IllegalStateException(
                        String.join(" ", arguments) + " ended with " + process.exitValue() + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sweeper by itself, as in the times when no worker runs, until it finds nothing more to remove. */
    void sweepRest() throws InterruptedException {
        // What is a second old counts as old.
        Thread.sleep(1_100);
        Map<String, String> atOnce = Map.of("SWEEP_OUTPUT_AGE", "1s", "SWEEP_UPLOAD_AGE", "1s");
        run(atOnce, "sweep");
        run(atOnce, "sweep");
    }

    @Override
    public void close() {
        calm = true;
        closing = true;
        for (Thread keeper : keepers) {
            try {
                keeper.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void keep() {
        try {
            while (!closing) {
                live();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            badEnds.add("a worker could not be kept running: " + e);
            LOG.error("a worker could not be kept running", e);
        }
    }

    /** One worker's life. */
    private void live() throws IOException, InterruptedException {
        int number = started.incrementAndGet();
        List<Kill> made = kills();
        Optional<CrashPoint> point = calm ? Optional.empty() : Optional.of(plan.next(made));
        Map<CrashPoint, Integer> passes = point.isPresent() ? passes(number, point.get(), made) : Map.of();
        Process process = start(number, point, passes);
        alive.add(process);
        try {
            Duration life =
                    point.isPresent() ? options.scaled(Duration.ofSeconds(160 + draw(320))) : Duration.ofDays(1);
            boolean ended = await(process, life, point);
            if (!ended) {
                end(process, number, point);
            }
            process.waitFor();
            boolean killed = process.exitValue() == 128 + Signals.SIGKILL && isTold(process);
            // SIGTERM ends a worker that has not begun to poll as it ends any program.
            boolean asked = process.exitValue() == 128 + Signals.SIGTERM && !ended;
            if (process.exitValue() == UNAVAILABLE && point.isPresent()) {
                Thread.sleep(options.scaled(Duration.ofSeconds(10)));
            } else if ((process.exitValue() != 0 && !killed && !asked) || (process.exitValue() == 0 && ended)) {
                badEnds.add("worker %d ended with %d by itself".formatted(number, process.exitValue()));
                Thread.sleep(1_000);
            }
        } finally {
            process.destroyForcibly();
            alive.remove(process);
        }
    }

    /** Whether somebody here killed it; the system kills too, for want of memory. */
    private boolean isTold(Process process) {
        return kills().stream().anyMatch(kill -> kill.pid() == process.pid());
    }

    private static boolean isToRelease(Optional<CrashPoint> point) {
        return point.equals(Optional.of(CrashPoint.RELEASED));
    }

    /** Provokes what the worker needs to be killed, and the points at whose passes it will be. */
    private Map<CrashPoint, Integer> passes(int number, CrashPoint point, List<Kill> made) {
        List<CrashPoint> beside = plan.beside(made);
        plan.wanted(beside).ifPresent(other -> provocation.amongOthers(other, name(number)));
        boolean provoked = provocation.amongOthers(point, name(number));
        Map<CrashPoint, Integer> passes = new EnumMap<>(CrashPoint.class);
        beside.forEach(other -> passes.put(other, 1));
        passes.put(point, 1 + draw(plan.mostPasses(point, provoked)));
        return passes;
    }

    private Process start(int number, Optional<CrashPoint> point, Map<CrashPoint, Integer> passes) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(world.workerEnvironment(options));
        // The poison goes on being poison when the fleet is calm.
        List<String> jvmOptions = new ArrayList<>(List.of("-Dchaos.kills=" + kills, Provocation.naming(name(number))));
        if (point.isPresent()) {
            environment.putAll(provocation.settings(point.get()));
            jvmOptions.add("-Dchaos.database=" + world.jdbcUrl());
            jvmOptions.add(Crash.option(passes));
        }
        return command.start(environment, jvmOptions, log(number), "run");
    }

    private Path log(int number) {
        return options.directory().resolve(name(number) + ".log");
    }

    private static String name(int number) {
        return "worker-%04d".formatted(number);
    }

    /** Waits for its end so long, or until the fleet turns calm or closes, or it is to be told to end; on the way it may be stopped for a while. */
    private boolean await(Process process, Duration life, Optional<CrashPoint> point) throws InterruptedException {
        boolean doomed = point.isPresent();
        long until = System.nanoTime() + life.toNanos();
        // By then it has jobs; later it may have met its crash point.
        Duration working = STARTING.plus(options.scaled(Duration.ofSeconds(draw(20))));
        long stopAt = doomed && isToBeStopped() ? System.nanoTime() + working.toNanos() : Long.MAX_VALUE;
        long lookAt = System.nanoTime() + STARTING.toNanos();
        while (!closing && calm != doomed && System.nanoTime() < until) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                return true;
            }
            if (System.nanoTime() > stopAt) {
                stopAt = Long.MAX_VALUE;
                stopForAWhile(process);
            }
            if (doomed && System.nanoTime() > lookAt) {
                lookAt = System.nanoTime() + LOOKING.toNanos();
                if (provocation.withItsJob(point.get(), process.pid())) {
                    break;
                }
            }
        }
        return process.waitFor(0, TimeUnit.MILLISECONDS);
    }

    /** One in four; with all goals for that reached, one in eight. */
    private boolean isToBeStopped() {
        int wanted = options.goals().stops();
        return draw(wanted > 0 && stops() >= wanted ? 8 : 4) == 0;
    }

    /** SIGSTOP, until the lease is over and another worker had time to take the job, then SIGCONT. */
    private void stopForAWhile(Process process) throws InterruptedException {
        Signals.send(process.pid(), Signals.SIGSTOP);
        try {
            if (Innocents.mayBeHit(world.jdbcUrl(), process.pid())) {
                stops.incrementAndGet();
                Thread.sleep(options.scaled(Duration.ofSeconds(95 + draw(50))));
            }
        } finally {
            Signals.send(process.pid(), Signals.SIGCONT);
        }
    }

    /** Ends a worker that outlived its crash point, in one of the ways in which platforms do that. */
    private void end(Process process, int number, Optional<CrashPoint> point) throws InterruptedException {
        int way = calm || isToRelease(point) ? 9 : draw(10);
        if (way < 6 && killUnlessAnInnocentIsHit(process)) {
            return;
        }
        drains.incrementAndGet();
        Signals.send(process.pid(), Signals.SIGTERM);
        if (way == 7) {
            Thread.sleep(draw(200));
            Signals.send(process.pid(), Signals.SIGTERM);
        }
        // The platform's SIGKILL comes 120 s after its SIGTERM.
        Duration stopTimeout = Duration.ofSeconds(
                Math.max(30, options.scaled(Duration.ofSeconds(120)).toSeconds()));
        if (!process.waitFor(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
            badEnds.add("worker %d did not end within %d s of SIGTERM".formatted(number, stopTimeout.toSeconds()));
            process.destroyForcibly();
        }
    }

    private boolean killUnlessAnInnocentIsHit(Process process) {
        Signals.send(process.pid(), Signals.SIGSTOP);
        if (!Innocents.mayBeHit(world.jdbcUrl(), process.pid())) {
            Signals.send(process.pid(), Signals.SIGCONT);
            return false;
        }
        Kill.tell(kills, Kill.FROM_OUTSIDE, "-", process.pid());
        process.destroyForcibly();
        return true;
    }

    private synchronized int draw(int bound) {
        return random.nextInt(bound);
    }
}
