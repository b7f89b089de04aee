package dev.videocompilation.worker.sweep;

import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps, one at a time over all workers of a database: for the time of a sweep one transaction holds an advisory lock, which ends
 * with it, with the worker or with the connection. What the sweeps do is safe side by side too, should a lock be lost in the middle.
 */
public final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final String LOCK = "video_compilation.sweep";
    private static final int STEPS = 5;
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final DSLContext database;
    private final Steps steps;
    private final SweepSettings settings;
    private final WorkerMetrics metrics;
    private final RandomGenerator random;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread loop = Thread.ofVirtual().name("sweeper").unstarted(this::sweepUntilClosed);

    /**
     * Makes a sweeper that does nothing yet.
     *
     * @param database of which one connection is taken for the time of a sweep, beside those that the steps take
     */
    public Sweeper(
            DSLContext database, Steps steps, SweepSettings settings, WorkerMetrics metrics, RandomGenerator random) {
        this.database = Objects.requireNonNull(database);
        this.steps = Objects.requireNonNull(steps);
        this.settings = Objects.requireNonNull(settings);
        this.metrics = Objects.requireNonNull(metrics);
        this.random = Objects.requireNonNull(random);
    }

    /** What a sweep does, in this order. */
    public record Steps(
            JobResender resender, LosingOutputs outputs, OldUploads uploads, FinishedJobs finished, Backlog backlog) {
        public Steps {
            Objects.requireNonNull(resender);
            Objects.requireNonNull(outputs);
            Objects.requireNonNull(uploads);
            Objects.requireNonNull(finished);
            Objects.requireNonNull(backlog);
        }
    }

    /** Begins to sweep in the background, the first time after a random part of the interval; once only. */
    public void start() {
        loop.start();
    }

    /**
     * Sweeps now, for {@code SWEEP_BUDGET} at most.
     *
     * @return what was done; empty where another is just sweeping
     * @throws StoppedException if the thread is interrupted
     * @throws org.jooq.exception.DataAccessException if the database cannot be asked for the lock
     */
    public Optional<SweepReport> sweepOnce() {
        return sweepOnce(settings.budget());
    }

    /**
     * Sweeps now. A step that fails or hangs hinders no other, and what is not done in time is left to the next sweep. The backlog's
     * gauges show its figures until the next sweep; where another is just sweeping they are its to publish, and this worker's show
     * nothing.
     *
     * @param within how long the steps may take together
     * @return what was done; empty where another is just sweeping
     * @throws StoppedException if the thread is interrupted
     * @throws org.jooq.exception.DataAccessException if the database cannot be asked for the lock
     */
    public Optional<SweepReport> sweepOnce(Duration within) {
        Optional<SweepReport> report;
        try {
            report = database.transactionResult(
                    configuration -> isTurnOf(configuration.dsl()) ? Optional.of(sweep(within)) : Optional.empty());
        } catch (RuntimeException e) {
            metrics.backlog().forget();
            throw e;
        }
        if (report.isEmpty()) {
            metrics.backlog().forget();
        }
        report.filter(SweepReport::didSomething).ifPresent(done -> LOG.info("{}", done));
        return report;
    }

    /** Lets a sweep in progress end, or stops it after some seconds. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (loop.isAlive() && !loop.join(CLOSE_GRACE)) {
                loop.interrupt();
                loop.join(CLOSE_GRACE);
            }
        } catch (InterruptedException e) {
            loop.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isTurnOf(DSLContext transaction) {
        return transaction
                .select(DSL.field(
                        "pg_try_advisory_xact_lock(hashtextextended({0}, 0))", SQLDataType.BOOLEAN, DSL.val(LOCK)))
                .fetchSingle()
                .value1();
    }

    private SweepReport sweep(Duration within) {
        BoundedSteps bounded = new BoundedSteps(within, STEPS);
        int resent = bounded.run("send jobs again", steps.resender()::resend);
        metrics.jobsResent(resent);
        int removed = bounded.run("remove losing outputs", steps.outputs()::remove);
        metrics.outputsRemoved(removed);
        int aborted = bounded.run("abort old uploads", steps.uploads()::abort);
        int agedOut = bounded.run(
                "age out finished jobs", done -> done.accept(steps.finished().ageOut()));
        // Where the counting fails, no figure is better than an old one.
        metrics.backlog().forget();
        bounded.run(
                "count the backlog",
                done -> metrics.backlog().set(steps.backlog().count().gauges()));
        return new SweepReport(resent, removed, aborted, agedOut, bounded.failed());
    }

    private void sweepUntilClosed() {
        long intervalMillis = settings.interval().toMillis();
        long waitMillis = random.nextLong(intervalMillis);
        try {
            while (!closing.await(waitMillis, TimeUnit.MILLISECONDS)) {
                waitMillis = intervalMillis;
                sweepUnlessDown();
            }
        } catch (InterruptedException | StoppedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepUnlessDown() {
        try {
            var _ = sweepOnce();
        } catch (StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn(
                    "tried to sweep but failed because {}; next try in {} ms",
                    FailureReason.of(e),
                    settings.interval().toMillis());
        }
    }
}
