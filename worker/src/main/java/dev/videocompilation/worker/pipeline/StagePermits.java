package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.pipeline.Stage.Resource;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds how many stages of all jobs of a worker compute at once, and apart from them how many copy. Permits are given first come
 * first served. A job holds one permit at a time and nothing that another stage needs while it waits for one, so no two jobs can
 * block one another.
 */
public final class StagePermits {
    private static final Logger LOG = LoggerFactory.getLogger(StagePermits.class);

    private final Map<Resource, Semaphore> free = new EnumMap<>(Resource.class);
    private final BiConsumer<Resource, Duration> waited;
    private final LongSupplier nanoTime;

    /**
     * Makes permits that nobody holds.
     *
     * @param waited is told how long each stage waited for its permit, also where that was no time
     */
    public StagePermits(StageSettings settings, BiConsumer<Resource, Duration> waited) {
        this(settings, waited, System::nanoTime);
    }

    StagePermits(StageSettings settings, BiConsumer<Resource, Duration> waited, LongSupplier nanoTime) {
        for (Resource resource : Resource.values()) {
            free.put(resource, new Semaphore(settings.slots(resource), true));
        }
        this.waited = Objects.requireNonNull(waited);
        this.nanoTime = Objects.requireNonNull(nanoTime);
    }

    /** Those of a program that runs one job. */
    static StagePermits ofOneJob() {
        return new StagePermits(new StageSettings(1, 1), (resource, wait) -> {});
    }

    /**
     * Waits for the permit that a stage needs.
     *
     * @throws StoppedException if the calling thread is interrupted; its interrupt stays set, and it holds no permit
     */
    Permit take(Stage stage) {
        Resource resource = stage.resource();
        Semaphore permits = Objects.requireNonNull(free.get(resource));
        long begin = nanoTime.getAsLong();
        try {
            // The timed form, since the other would overtake those who wait.
            if (!permits.tryAcquire(0, TimeUnit.SECONDS)) {
                LOG.info("waits for one of the {} slots, which other jobs have", resource.word());
                permits.acquire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
        waited.accept(resource, Duration.ofNanos(nanoTime.getAsLong() - begin));
        return permits::release;
    }

    /** The right to run one stage, until it is closed; to be closed once. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }
}
