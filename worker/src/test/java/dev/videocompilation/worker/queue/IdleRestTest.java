package dev.videocompilation.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.protection.ScaleInProtection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The rests here are of an hour: each ends for the reason that its test names, or the test runs out of time. */
@Timeout(30)
final class IdleRestTest {
    private final CountDownLatch stopping = new CountDownLatch(1);

    @Test
    void aRestEndsWhenAMessageWaitsAndAFailedCountDoesNotEndIt() throws Exception {
        CountedQueue queue = new CountedQueue();
        new IdleRest(queue, "queue", resting(Duration.ofHours(1)), stopping).restIfDue();
        assertThat(queue.counts).hasValue(2);
    }

    @Test
    void aRestEndsWithTheWorkerAndDoesNotAskTheQueue() throws Exception {
        CountedQueue queue = new CountedQueue();
        stopping.countDown();
        new IdleRest(queue, "queue", resting(Duration.ofHours(1)), stopping).restIfDue();
        assertThat(queue.counts).hasValue(0);
    }

    @Test
    void aWorkerWhoseProtectionIsNotGivenBackDoesNotRest() throws Exception {
        CountedQueue queue = new CountedQueue();
        new IdleRest(queue, "queue", resting(Duration.ZERO), stopping).restIfDue();
        assertThat(queue.counts).hasValue(0);
    }

    /** A protection that is given back at once for so long, or not at all. */
    private static ScaleInProtection resting(Duration rest) {
        return new ScaleInProtection() {
            @Override
            public boolean take(Duration wait) {
                return true;
            }

            @Override
            public boolean held() {
                return true;
            }

            @Override
            public Optional<Duration> giveBackAfter(Duration idle) {
                return Optional.of(rest).filter(Duration::isPositive);
            }

            @Override
            public void close() {}
        };
    }

    /** Cannot be counted the first time; has a message the second. */
    private static final class CountedQueue implements SqsClient {
        private final AtomicInteger counts = new AtomicInteger();

        @Override
        public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
            if (counts.incrementAndGet() == 1) {
                throw SdkClientException.create("away");
            }
            return GetQueueAttributesResponse.builder()
                    .attributes(Map.of(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1"))
                    .build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}
