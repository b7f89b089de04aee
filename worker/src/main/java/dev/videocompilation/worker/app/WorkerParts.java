package dev.videocompilation.worker.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker has opened, and closes again within a time that its platform gives: first what is at work by itself, side by side
 * and under one deadline, then what all of it uses, one after the other in the reverse order of the opening and under another.
 */
final class WorkerParts implements AutoCloseable {
    /** For what is at work by itself: as long as giving scale-in protection back may take by default. */
    static final Duration FOR_AT_WORK = Duration.ofSeconds(12);

    /** For all the rest together. */
    static final Duration FOR_THE_REST = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(WorkerParts.class);

    private final Duration forAtWork;
    private final Duration forTheRest;
    private final List<AutoCloseable> atWork = new ArrayList<>();
    private final Deque<AutoCloseable> used = new ArrayDeque<>();

    WorkerParts() {
        this(FOR_AT_WORK, FOR_THE_REST);
    }

    WorkerParts(Duration forAtWork, Duration forTheRest) {
        this.forAtWork = Objects.requireNonNull(forAtWork);
        this.forTheRest = Objects.requireNonNull(forTheRest);
    }

    /** Takes a part that others use. */
    <T extends AutoCloseable> T opened(T part) {
        used.push(part);
        return part;
    }

    /** Takes a part that works by itself and ends early where its closing is interrupted. */
    <T extends AutoCloseable> T atWork(T part) {
        atWork.add(part);
        return part;
    }

    /** Closes everything, at most once; a part that hangs is interrupted at its deadline and left behind. */
    @Override
    public void close() {
        awaitAll(atWork.stream().map(WorkerParts::closing).toList(), forAtWork);
        List<AutoCloseable> rest = List.copyOf(used);
        awaitAll(
                List.of(Thread.ofVirtual().name("closing-the-rest").start(() -> rest.forEach(WorkerParts::closeNow))),
                forTheRest);
        atWork.clear();
        used.clear();
    }

    private static Thread closing(AutoCloseable part) {
        return Thread.ofVirtual()
                .name("closing-" + part.getClass().getSimpleName())
                .start(() -> closeNow(part));
    }

    private static void closeNow(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("could not close {}: {}", part.getClass().getSimpleName(), e.toString());
        }
    }

    private static void awaitAll(List<Thread> closings, Duration most) {
        long endNanos = System.nanoTime() + most.toNanos();
        boolean interrupted = false;
        for (Thread closing : closings) {
            try {
                if (!closing.join(Duration.ofNanos(endNanos - System.nanoTime()))) {
                    LOG.warn("{} did not end in {} ms; left behind", closing.getName(), most.toMillis());
                }
            } catch (InterruptedException e) {
                interrupted = true;
                endNanos = System.nanoTime();
            }
        }
        closings.forEach(Thread::interrupt);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
