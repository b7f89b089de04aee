package dev.videocompilation.worker.webhook;

import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.StoppedException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the outbox in the background, a bounded number of webhooks at a time and of one host no more than half of these: one
 * whose receiver is silent holds up no other. Any number of workers may do so over one database: a due webhook is leased to one
 * of them, and where that one dies in between, another attempts it again under the same id once the lease has passed.
 */
public final class OutboxDelivery implements AutoCloseable {
    /** How long a worker has a due event to itself at most, whatever its {@code WEBHOOK_TIMEOUT}. */
    public static final Duration LONGEST_LEASE = WebhookSettings.LONGEST_LEASE;

    private static final Logger LOG = LoggerFactory.getLogger(OutboxDelivery.class);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final Outbox outbox;
    private final WebhookSender sender;
    private final RetrySchedule schedule;
    private final WebhookSettings settings;
    private final LongSupplier nanoTime;
    private final HostSlots slots = new HostSlots();
    private final DueSearch search;
    private final ExecutorService attempts = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore changes = new Semaphore(0);
    private final Thread loop = Thread.ofVirtual().name("webhook-outbox").unstarted(this::deliverUntilClosed);
    private volatile boolean closing;

    /**
     * Makes a delivery that does nothing yet.
     *
     * @param worker how this worker is called in the log of attempts, for people
     * @param nanoTime a monotonic clock
     */
    public OutboxDelivery(
            DSLContext database,
            String worker,
            WebhookSender sender,
            RetrySchedule schedule,
            WebhookSettings settings,
            LongSupplier nanoTime) {
        this.outbox = new Outbox(database, worker, settings.lease());
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.sender = Objects.requireNonNull(sender);
        this.schedule = Objects.requireNonNull(schedule);
        this.settings = Objects.requireNonNull(settings);
        this.search = new DueSearch(outbox, slots, settings.pollInterval(), nanoTime);
    }

    /** Begins to deliver in the background; once only. */
    public void start() {
        loop.start();
    }

    /** Looks for due webhooks now: called after a commit that wrote one. Returns at once. */
    public void wake() {
        search.renew();
        changes.release();
    }

    /**
     * Attempts every webhook that is due, and returns when all these attempts are recorded. An interrupt cuts them off.
     *
     * @return how many attempts were made
     * @throws DataAccessException if the database cannot be asked
     */
    public int deliverDue() {
        return deliverDueWhile(() -> !closing);
    }

    /** The same, where no attempt is begun once so much time is over; what is due then is left. */
    public int deliverDue(Duration within) {
        long end = nanoTime.getAsLong() + within.toNanos();
        return deliverDueWhile(() -> !closing && end - nanoTime.getAsLong() > 0);
    }

    /** Claims nothing more and waits for the attempts in flight, which are cut off a little after their timeout, or by an interrupt. */
    @Override
    public void close() {
        closing = true;
        changes.release();
        try {
            if (loop.isAlive() && !loop.join(CLOSE_GRACE)) {
                loop.interrupt();
            }
            attempts.shutdown();
            if (!attempts.awaitTermination(settings.timeout().plus(CLOSE_GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
                attempts.shutdownNow();
            }
        } catch (InterruptedException e) {
            loop.interrupt();
            attempts.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private int deliverDueWhile(BooleanSupplier goesOn) {
        search.renew();
        int begun = 0;
        try {
            while (true) {
                changes.drainPermits();
                boolean idle = slots.areAllFree();
                int more = beginDueWhile(goesOn);
                begun += more;
                if (idle && more == 0) {
                    return begun;
                }
                awaitChange(search.pause());
            }
        } catch (InterruptedException e) {
            attempts.shutdownNow();
            Thread.currentThread().interrupt();
            return begun;
        }
    }

    private void deliverUntilClosed() {
        try {
            while (!closing) {
                changes.drainPermits();
                awaitChange(beginDueUnlessDown());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long to wait for a change before the next try. */
    private Duration beginDueUnlessDown() {
        try {
            var _ = beginDueWhile(() -> !closing);
            return search.pause();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Webhooks not delivered, next try in {} ms: {}",
                    settings.pollInterval().toMillis(),
                    FailureReason.of(e));
            return settings.pollInterval();
        }
    }

    /** Begins attempts until no slot is free for what is due; how many. */
    private int beginDueWhile(BooleanSupplier goesOn) {
        int begun = 0;
        while (goesOn.getAsBoolean()) {
            Optional<ClaimedWebhook> claimed = search.claim();
            if (claimed.isEmpty()) {
                break;
            }
            attempts.execute(() -> attemptInItsSlot(claimed.get()));
            begun++;
        }
        return begun;
    }

    /** Waits until a slot is given back, a webhook was written, or the time is over. */
    private void awaitChange(Duration most) throws InterruptedException {
        var _ = changes.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void attemptInItsSlot(ClaimedWebhook claimed) {
        try {
            attempt(claimed);
        } finally {
            slots.giveBack(claimed.host());
            changes.release();
        }
    }

    private void attempt(ClaimedWebhook claimed) {
        try {
            long begin = nanoTime.getAsLong();
            DeliveryAttempt attempt = send(claimed.webhook());
            Duration took = Duration.ofNanos(nanoTime.getAsLong() - begin);
            AttemptReport report = AttemptReport.of(attempt, took, claimed.attempts() + 1, schedule);
            log(claimed, report, outbox.record(claimed, report));
        } catch (StoppedException e) {
            LOG.info("{} cut off by the shutdown; attempted again when its lease has passed", described(claimed));
        } catch (DataAccessException e) {
            LOG.warn(
                    "{} attempted but not recorded; attempted again when its lease has passed: {}",
                    described(claimed),
                    FailureReason.of(e));
        }
    }

    private DeliveryAttempt send(OutgoingWebhook webhook) {
        try {
            return sender.send(webhook);
        } catch (StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            // Counted as an attempt: a webhook that breaks the sender must not come back for ever.
            return DeliveryAttempt.unconnected(DeliveryResult.Failed.because("the worker could not send it: " + e));
        }
    }

    private static void log(ClaimedWebhook claimed, AttemptReport report, Optional<Instant> nextAttemptAt) {
        if (nextAttemptAt.isEmpty()) {
            LOG.warn("{}: {}; not recorded, its lease had passed", described(claimed), report.told());
            return;
        }
        switch (report.next()) {
            case NextStep.Finish() -> LOG.info("{}: {}; delivered", described(claimed), report.told());
            case NextStep.Retry(Duration delay) ->
                LOG.warn("{}: {}; retry at {}", described(claimed), report.told(), nextAttemptAt.get());
            case NextStep.Disable() -> LOG.warn("{}: {}; disabled", described(claimed), report.told());
            case NextStep.GiveUp() -> LOG.error("{}: {}; exhausted", described(claimed), report.told());
        }
    }

    private static String described(ClaimedWebhook claimed) {
        return "Webhook %s of job %s to %s, attempt %d"
                .formatted(
                        claimed.webhook().webhookId(),
                        claimed.jobId(),
                        hostAndPath(claimed.webhook().targetUrl()),
                        claimed.attempts() + 1);
    }

    /** What may be logged of a target: queries hold tokens. */
    private static String hostAndPath(String targetUrl) {
        try {
            URI url = URI.create(targetUrl);
            return url.getHost() + url.getRawPath();
        } catch (IllegalArgumentException e) {
            return "an invalid address";
        }
    }
}
