package dev.videocompilation.worker.queue;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.StopSignal;
import dev.videocompilation.worker.protection.ScaleInProtection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * Long-polls for no more messages than there are free slots, and only under scale-in protection, and gives each to a thread of
 * its own. A stop never aborts a long poll, since a message handed to a dead request would stay hidden: it lets the poll return
 * and hands back what it brought.
 */
public final class QueuePoller {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);
    private static final int MOST_MESSAGES = 10;
    private static final Duration SLOT_WAIT = Duration.ofSeconds(1);
    private static final Duration PROTECTION_WAIT = Duration.ofSeconds(1);
    /** How long a drained worker waits for the jobs that it hands back. */
    public static final Duration HAND_BACK = Duration.ofSeconds(20);

    private static final List<Duration> FAILURE_WAITS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    private final SqsClient sqs;
    private final QueueSettings settings;
    private final MessageHandler handler;
    private final JobSlots slots;
    private final ScaleInProtection protection;
    private final Set<StopSignal> running = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final IdleRest idleRest;
    private final Thread polling;
    /** How many messages in a row could not be handled for want of the database. */
    private final AtomicInteger databaseFailures = new AtomicInteger();

    /**
     * Makes a poller that does nothing yet.
     *
     * @param protection without which no message is taken; it stays the caller's to close, after the drain
     */
    public QueuePoller(SqsClient sqs, QueueSettings settings, MessageHandler handler, ScaleInProtection protection) {
        this.sqs = Objects.requireNonNull(sqs);
        this.settings = Objects.requireNonNull(settings);
        this.handler = Objects.requireNonNull(handler);
        this.slots = new JobSlots(settings.slots().count());
        this.protection = Objects.requireNonNull(protection);
        this.idleRest = new IdleRest(sqs, settings.queueUrl(), protection, stopping);
        this.polling = Thread.ofPlatform().name("queue-poller").unstarted(this::poll);
    }

    public void start() {
        polling.start();
    }

    /** Waits for the poller's end. */
    public void join() throws InterruptedException {
        polling.join();
    }

    /**
     * Stops polling, lets running jobs go on for {@code DRAIN_TIMEOUT}, then hands the rest back. Returns when nothing runs any
     * more, or a little later at the latest.
     */
    public void drain() throws InterruptedException {
        stopping.countDown();
        slots.endWaits();
        running.forEach(StopSignal::drain);
        LOG.info(
                "draining: no new jobs; {} running may go on for {} s",
                running.size(),
                settings.slots().drain().toSeconds());
        long drainUntil = System.nanoTime() + settings.slots().drain().toNanos();
        polling.join(settings.longPoll().plusSeconds(10));
        if (slots.awaitIdle(Duration.ofNanos(drainUntil - System.nanoTime()))) {
            return;
        }
        LOG.info("handing back {} jobs", running.size());
        for (StopSignal signal : running) {
            var _ = signal.stop(StopSignal.Reason.SHUTDOWN);
        }
        if (!slots.awaitIdle(HAND_BACK)) {
            LOG.warn("{} jobs did not stop in time; their leases run out by themselves", running.size());
        }
    }

    private void poll() {
        int failures = 0;
        int failuresAnswered = 0;
        while (stopping.getCount() > 0) {
            int free = 0;
            int used = 0;
            try {
                failuresAnswered = Math.min(failuresAnswered, databaseFailures.get());
                if (databaseFailures.get() > failuresAnswered) {
                    // Without the database no job can be claimed, and every receive would count against its message.
                    failuresAnswered = awaitDatabase();
                }
                free = isProtected() ? takeSlots() : 0;
                if (free == 0) {
                    continue;
                }
                List<Message> messages = receive(free);
                failures = 0;
                long receivedAtNanos = System.nanoTime();
                for (Message message : messages) {
                    if (dispatch(ReceivedMessage.of(message, receivedAtNanos))) {
                        used++;
                    }
                }
            } catch (QueueDoesNotExistException e) {
                pauseAfterFailure(failures++, ErrorCode.QUEUE_NOT_FOUND, e.getMessage());
            } catch (SdkException e) {
                pauseAfterFailure(failures++, ErrorCode.QUEUE_UNAVAILABLE, e.getMessage());
            } catch (RuntimeException | Error e) {
                LOG.error("polling failed unexpectedly", e);
                pauseAfterFailure(failures++, ErrorCode.INTERNAL_ERROR, e.getMessage());
            } finally {
                slots.giveBack(free - used);
            }
        }
    }

    /**
     * Pauses, longer with each message that failed and each question without an answer, until the database answers.
     *
     * @return the messages that had failed in a row by then
     */
    private int awaitDatabase() {
        int failed = databaseFailures.get();
        int failures = failed - 1;
        do {
            pauseAfterFailure(failures++, ErrorCode.DATABASE_UNAVAILABLE, "no job can be claimed");
        } while (stopping.getCount() > 0 && !handler.databaseAnswers());
        return failed;
    }

    /** Whether messages may be taken; waits a moment where they may not. An idle worker rests here. */
    private boolean isProtected() {
        try {
            if (slots.awaitIdle(Duration.ZERO)) {
                idleRest.restIfDue();
            }
            return stopping.getCount() > 0 && protection.take(PROTECTION_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
            return false;
        }
    }

    /** Waits a moment for a slot, then takes all that are free; 0 where none was. */
    private int takeSlots() {
        try {
            return slots.take(MOST_MESSAGES, SLOT_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
            return 0;
        }
    }

    private List<Message> receive(int most) {
        return sqs.receiveMessage(request -> request.queueUrl(settings.queueUrl())
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds((int) settings.longPoll().toSeconds())
                        .visibilityTimeout(VisibilityLimit.wholeSeconds(settings.receiveVisibility()))
                        .messageSystemAttributeNames(
                                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                                MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .messages();
    }

    /**
     * Gives a message its thread, or hands it back where the worker ends or lost its protection during the poll; true where its
     * slot stays taken.
     */
    private boolean dispatch(ReceivedMessage message) {
        if (stopping.getCount() == 0 || !protection.held()) {
            LOG.info("message {} came too late to be begun; handed back", message.messageId());
            handler.handBack(message);
            return false;
        }
        Thread.ofVirtual().name("job-" + message.messageId()).start(() -> {
            StopSignal signal = new StopSignal(Thread.currentThread());
            running.add(signal);
            try (JobSlots.Slot slot = slots.taken()) {
                if (stopping.getCount() == 0) {
                    signal.drain();
                }
                try {
                    switch (handler.handle(message, signal, slot)) {
                        case ANSWERED -> databaseFailures.set(0);
                        case AWAY -> databaseFailures.incrementAndGet();
                        case NOT_ASKED -> {}
                    }
                } finally {
                    idleRest.jobEnded();
                }
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "message {} failed unexpectedly; it comes back when its visibility ends",
                        message.messageId(),
                        e);
            } finally {
                running.remove(signal);
            }
        });
        return true;
    }

    private void pauseAfterFailure(int failures, ErrorCode code, @Nullable String reason) {
        Duration wait = FAILURE_WAITS.get(Math.min(failures, FAILURE_WAITS.size() - 1));
        LOG.warn("{}: {}; polling again in {} s", code, reason, wait.toSeconds());
        try {
            boolean stopped = stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (stopped) {
                LOG.debug("stopped while waiting");
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }
}
