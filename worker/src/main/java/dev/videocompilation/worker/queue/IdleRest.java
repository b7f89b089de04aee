package dev.videocompilation.worker.queue;

import dev.videocompilation.worker.protection.ScaleInProtection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Lets an idle worker rest without scale-in protection, so that scale-in may choose it. A resting worker takes no message: it
 * looks at the queue's count of visible ones and ends its rest when there is one. That count is an approximate one, so a rest
 * ends after a while in any case.
 */
final class IdleRest {
    private static final Logger LOG = LoggerFactory.getLogger(IdleRest.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final SqsClient sqs;
    private final String queueUrl;
    private final ScaleInProtection protection;
    private final CountDownLatch stopping;
    private volatile long idleSinceNanos = System.nanoTime();

    IdleRest(SqsClient sqs, String queueUrl, ScaleInProtection protection, CountDownLatch stopping) {
        this.sqs = Objects.requireNonNull(sqs);
        this.queueUrl = Objects.requireNonNull(queueUrl);
        this.protection = Objects.requireNonNull(protection);
        this.stopping = Objects.requireNonNull(stopping);
    }

    /** A job has ended just now. */
    void jobEnded() {
        idleSinceNanos = System.nanoTime();
    }

    /** Rests where the worker, which has no job now, has had none for long enough. */
    void restIfDue() throws InterruptedException {
        Duration longest = protection
                .giveBackAfter(Duration.ofNanos(System.nanoTime() - idleSinceNanos))
                .orElse(Duration.ZERO);
        long untilNanos = System.nanoTime() + longest.toNanos();
        for (long left = longest.toNanos(); left > 0; left = untilNanos - System.nanoTime()) {
            if (stopping.await(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS) || messagesWait()) {
                break;
            }
        }
        if (longest.isPositive()) {
            idleSinceNanos = System.nanoTime();
        }
    }

    private boolean messagesWait() {
        try {
            return Integer.parseInt(sqs.getQueueAttributes(request -> request.queueUrl(queueUrl)
                                    .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                            .attributes()
                            .getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"))
                    > 0;
        } catch (SdkException e) {
            LOG.debug("could not count the waiting messages ({}); counting again", e.getMessage());
            return false;
        }
    }
}
