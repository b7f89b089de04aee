package dev.videocompilation.worker.binaries;

import dev.videocompilation.worker.job.StoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Runs short child processes for many items, as many at a time as there are cores. */
public final class SideBySide {
    private SideBySide() {}

    /**
     * Applies {@code work} to each item.
     *
     * @return the results in the items' order
     * @throws RuntimeException the first that {@code work} threw, in the items' order; work under way is interrupted
     * @throws StoppedException if the calling thread is interrupted; work under way is interrupted
     */
    public static <T, R> List<R> map(List<T> items, Function<T, R> work) {
        int threads = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), items.size()));
        ExecutorService executor =
                Executors.newFixedThreadPool(threads, Thread.ofVirtual().factory());
        try {
            List<Future<R>> futures = new ArrayList<>();
            for (T item : items) {
                futures.add(executor.submit(() -> work.apply(item)));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            executor.shutdownNow();
            executor.close();
        }
    }
}
