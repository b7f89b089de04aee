package dev.videocompilation.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jooq.exception.DataAccessException;

/** The wait until a world that is left alone has worked everything off. */
final class Settling {
    /** At the real timings: a message may be hidden for an hour or two, and a job tried eight times. */
    private static final Duration AT_MOST = Duration.ofHours(4);

    private static final long SECONDS_BETWEEN_WORDS = 20;

    private final World world;
    private final Consumer<String> out;
    private final Breaches breaches;
    private final Duration atMost;

    Settling(ChaosOptions options, World world, Consumer<String> out, Breaches breaches) {
        this.atMost = options.scaled(AT_MOST);
        this.world = world;
        this.out = out;
        this.breaches = breaches;
    }

    /** Waits until every job has its end, every webhook was delivered and the queue is empty; a breach where that does not come. */
    void await() throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        long nextWord = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_BETWEEN_WORDS);
        String left = "";
        while (System.nanoTime() < until) {
            int open = world.database()
                    .fetchSingle("select (select count(*) from video_compilation.compile_jobs"
                            + " where state in ('queued', 'running'))"
                            + " + (select count(*) from video_compilation.webhook_outbox where state = 'pending')")
                    .get(0, Integer.class);
            int messages = Queues.count(world, world.queues().queueUrl());
            if (open == 0 && messages == 0) {
                out.accept("all worked off");
                return;
            }
            left = "%d jobs and webhooks, %d messages; %s".formatted(open, messages, states(world));
            if (System.nanoTime() > nextWord) {
                nextWord = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_BETWEEN_WORDS);
                out.accept("still open: " + left);
            }
            Thread.sleep(200);
        }
        breaches.add("not worked off after %d minutes: %s".formatted(atMost.toMinutes(), left));
    }

    /** How many jobs are in each state. */
    static String states(World world) {
        try {
            return world
                    .database()
                    .fetch("select state, count(*) from video_compilation.compile_jobs group by state order by state")
                    .stream()
                    .map(row -> row.get(0) + " " + row.get(1))
                    .collect(Collectors.joining(", "));
        } catch (DataAccessException e) {
            return "the database is away";
        }
    }
}
