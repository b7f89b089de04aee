package dev.videocompilation.chaos;

import dev.videocompilation.devstack.WebhookAnswer;
import dev.videocompilation.devstack.faults.FaultyHttpProxy;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Fault;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Breaks PostgreSQL, SQS, S3 and the receiver of webhooks in turn and at random, every 5 to 40 s at the real timings. */
final class FaultInjector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultInjector.class);
    /** Below this a restart of PostgreSQL would leave no time to work in between. */
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    /** What is broken. */
    private enum Kind {
        DATABASE_RESTART,
        DATABASE_CUT,
        DATABASE_STALL,
        DATABASE_SLOW,
        COMMIT_ANSWER_LOST,
        QUEUE_UNAVAILABLE,
        QUEUE_ANSWER_LOST,
        QUEUE_TRUNCATED,
        QUEUE_CUT,
        QUEUE_STALL,
        QUEUE_SLOW,
        STORAGE_UNAVAILABLE,
        STORAGE_TRUNCATED,
        STORAGE_RESET,
        STORAGE_ANSWER_LOST,
        STORAGE_CUT,
        STORAGE_STALL,
        STORAGE_SLOW,
        RECEIVER_FAILS,
        RECEIVER_SLOW
    }

    private final ChaosOptions options;
    private final World world;
    private final Random random;
    private final Map<Kind, Integer> made = new EnumMap<>(Kind.class);
    private final Thread loop = Thread.ofPlatform().name("faults").unstarted(this::breakUntilClosed);
    private volatile boolean closing;

    FaultInjector(ChaosOptions options, World world) {
        this.options = options;
        this.world = world;
        this.random = new Random(options.seed() + 2);
    }

    void start() {
        loop.start();
    }

    /** Ends the faults; everything works again. */
    @Override
    public void close() {
        closing = true;
        loop.interrupt();
        try {
            loop.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        world.heal();
        world.stack().postgres().startAgain();
    }

    synchronized int count() {
        return made.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized String summary() {
        return made.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private void breakUntilClosed() {
        Kind[] kinds = Kind.values();
        while (!closing) {
            try {
                Thread.sleep(pause());
                Kind kind = kinds[random.nextInt(kinds.length)];
                if (make(kind)) {
                    synchronized (this) {
                        made.merge(kind, 1, Integer::sum);
                    }
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("a fault could not be made", e);
            }
        }
    }

    private Duration pause() {
        Duration scaled = options.scaled(Duration.ofMillis(5_000 + random.nextInt(35_000)));
        return scaled.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : scaled;
    }

    /** False where the fault was left out, to spare an innocent job. */
    private boolean make(Kind kind) throws InterruptedException {
        switch (kind) {
            case DATABASE_RESTART -> {
                if (!Innocents.mayBeHit(world.jdbcUrl(), 0)) {
                    return false;
                }
                world.stack().postgres().stop();
                try {
                    Thread.sleep(random.nextInt(500));
                } finally {
                    world.stack().postgres().startAgain();
                }
            }
            case DATABASE_CUT -> world.databaseProxy().cut();
            case DATABASE_STALL -> {
                if (!Innocents.mayBeHit(world.jdbcUrl(), 0)) {
                    return false;
                }
                stall(world.databaseProxy());
            }
            case DATABASE_SLOW -> slow(world.databaseProxy());
            case COMMIT_ANSWER_LOST -> {
                world.databaseProxy().loseAnswerTo("COMMIT");
                healAfter(Duration.ofSeconds(2), world.databaseProxy());
            }
            case QUEUE_UNAVAILABLE -> fault(world.queueProxy(), new Fault.Answer(503, "ServiceUnavailable"));
            case QUEUE_ANSWER_LOST -> fault(world.queueProxy(), new Fault.LoseAnswer());
            case QUEUE_TRUNCATED -> fault(world.queueProxy(), new Fault.Truncate(random.nextInt(200)));
            case QUEUE_CUT -> world.queueLine().cut();
            case QUEUE_STALL -> stall(world.queueLine());
            case QUEUE_SLOW -> slow(world.queueLine());
            case STORAGE_UNAVAILABLE -> fault(world.storageProxy(), new Fault.Answer(503, "SlowDown"));
            case STORAGE_TRUNCATED -> fault(world.storageProxy(), new Fault.Truncate(random.nextInt(4_000)));
            case STORAGE_RESET -> fault(world.storageProxy(), new Fault.ResetRequest(random.nextInt(4_000)));
            case STORAGE_ANSWER_LOST -> fault(world.storageProxy(), new Fault.LoseAnswer());
            case STORAGE_CUT -> world.storageLine().cut();
            case STORAGE_STALL -> stall(world.storageLine());
            case STORAGE_SLOW -> slow(world.storageLine());
            case RECEIVER_FAILS -> {
                int times = 1 + random.nextInt(4);
                for (int i = 0; i < times; i++) {
                    world.receiver().answerNext(WebhookAnswer.status(503));
                }
            }
            case RECEIVER_SLOW ->
                world.receiver().answerNext(WebhookAnswer.status(204).after(options.scaled(Duration.ofSeconds(30))));
        }
        return true;
    }

    private void stall(FaultyTcpProxy line) throws InterruptedException {
        line.stall();
        // One in ten is longer than a lease.
        int seconds = random.nextInt(10) == 0 ? 100 : 5 + random.nextInt(25);
        healAfter(options.scaled(Duration.ofSeconds(seconds)), line);
    }

    private void slow(FaultyTcpProxy line) throws InterruptedException {
        line.slow(10 + random.nextInt(40));
        healAfter(options.scaled(Duration.ofSeconds(20)), line);
    }

    private static void healAfter(Duration duration, FaultyTcpProxy line) throws InterruptedException {
        try {
            Thread.sleep(duration);
        } finally {
            line.heal();
        }
    }

    private void fault(FaultyHttpProxy proxy, Fault fault) {
        proxy.reset();
        proxy.fault(request -> true, 1 + random.nextInt(8), fault);
    }
}
