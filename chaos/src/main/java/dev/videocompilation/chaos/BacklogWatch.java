package dev.videocompilation.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches when messages wait in the queue that any worker could receive: then the workers are busy, and who waits waits for them. */
final class BacklogWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogWatch.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    private final World world;
    private final Duration pause;
    private final Thread thread;
    private final List<Span> spans = new ArrayList<>();
    private volatile boolean closing;

    /** A time in which messages waited, in milliseconds since the epoch. */
    record Span(long fromMillis, long toMillis) {
        long within(long from, long to) {
            return Math.max(0, Math.min(to, toMillis) - Math.max(from, fromMillis));
        }
    }

    BacklogWatch(World world, ChaosOptions options) {
        this.world = world;
        Duration scaled = options.scaled(LONGEST_PAUSE);
        this.pause = scaled.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : scaled;
        this.thread = Thread.ofPlatform().name("backlog-watch").daemon().start(this::watch);
    }

    private void watch() {
        long before = System.currentTimeMillis();
        boolean waitedBefore = false;
        while (!closing) {
            try {
                boolean waits = Queues.visible(world) > 0;
                long now = System.currentTimeMillis();
                if (waits && waitedBefore) {
                    add(new Span(before, now));
                }
                before = now;
                waitedBefore = waits;
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                waitedBefore = false;
                LOG.debug("the queue could not be asked", e);
            }
        }
    }

    private synchronized void add(Span span) {
        spans.add(span);
    }

    /** For how much of a time messages waited. */
    synchronized Duration within(long fromMillis, long toMillis) {
        return Duration.ofMillis(spans.stream()
                .mapToLong(span -> span.within(fromMillis, toMillis))
                .sum());
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
