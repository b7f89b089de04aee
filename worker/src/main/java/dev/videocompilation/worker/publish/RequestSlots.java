package dev.videocompilation.worker.publish;

import dev.videocompilation.worker.fetch.StorageRetry.Attempt;
import dev.videocompilation.worker.job.StoppedException;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** Keeps the uploads of all jobs together below a number; a wait between attempts takes no slot. */
final class RequestSlots {
    private final Semaphore free;

    RequestSlots(int count) {
        this.free = new Semaphore(count, true);
    }

    <T> T with(Attempt<T> request) throws IOException {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
        try {
            return request.run();
        } finally {
            free.release();
        }
    }
}
