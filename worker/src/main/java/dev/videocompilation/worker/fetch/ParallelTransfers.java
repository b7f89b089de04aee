package dev.videocompilation.worker.fetch;

import dev.videocompilation.worker.job.StoppedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs transfers side by side on virtual threads, whose blocked sockets an interrupt closes. The first failure and an
 * interrupt of the caller stop all of them, and in every case all have ended when {@link #run} returns.
 */
public final class ParallelTransfers<T> {
    /** How soon a failure is noticed, and an interrupt that a library swallowed is repeated. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final List<? extends Supplier<? extends T>> transfers;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Integer, T> results = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private ParallelTransfers(List<? extends Supplier<? extends T>> transfers) {
        this.transfers = transfers;
    }

    /**
     * Runs all transfers, at most {@code atMost} at once.
     *
     * @return their results in the order of the transfers
     * @throws StoppedException if the calling thread is interrupted; its interrupt stays set
     * @throws RuntimeException the first that a transfer threw
     */
    public static <T> List<T> run(int atMost, List<? extends Supplier<? extends T>> transfers) {
        return new ParallelTransfers<T>(transfers).run(Math.min(atMost, transfers.size()));
    }

    private List<T> run(int threadCount) {
        List<Thread> threads = IntStream.range(0, threadCount)
                .mapToObj(_ -> Thread.ofVirtual().name("transfer").unstarted(this::work))
                .toList();
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                boolean ended = false;
                while (!ended && failure.get() == null) {
                    ended = thread.join(LOOK_AGAIN);
                }
            }
        } catch (InterruptedException e) {
            failure.compareAndSet(null, new StoppedException());
            stop(threads);
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
        Throwable first = failure.get();
        if (first != null) {
            stop(threads);
            switch (first) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(first);
            }
        }
        return IntStream.range(0, transfers.size())
                .mapToObj(index -> Objects.requireNonNull(results.get(index)))
                .toList();
    }

    private void work() {
        try {
            for (int index = next.getAndIncrement();
                    index < transfers.size() && failure.get() == null;
                    index = next.getAndIncrement()) {
                results.put(index, transfers.get(index).get());
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Interrupts the threads until each has ended; an interrupt of the caller meanwhile is kept for later. */
    private static void stop(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            threads.forEach(Thread::interrupt);
            while (thread.isAlive()) {
                thread.interrupt();
                try {
                    thread.join(LOOK_AGAIN);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
