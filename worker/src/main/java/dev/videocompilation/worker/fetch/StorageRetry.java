package dev.videocompilation.worker.fetch;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.job.TransientException;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The budget of one step against S3 (one clip, one range, one part): {@link #ATTEMPTS} attempts with exponential backoff and
 * full jitter, for what may pass by itself. The SDK makes up to 3 calls in each attempt, so a step costs at most 9 calls.
 */
public final class StorageRetry {
    /** How often a step is tried. */
    public static final int ATTEMPTS = 3;

    /** Below which the wait before the second attempt lies. */
    public static final Duration BASE = Duration.ofMillis(200);

    private static final Logger log = LoggerFactory.getLogger(StorageRetry.class);

    /** Answers of status 4xx that pass by themselves. */
    private static final Set<String> PASSING_CODES =
            Set.of("RequestTimeout", "RequestTimeTooSkewed", "ConditionalRequestConflict", "OperationAborted");

    private final RandomGenerator random;

    public StorageRetry(RandomGenerator random) {
        this.random = Objects.requireNonNull(random);
    }

    /** One attempt at a step. */
    @FunctionalInterface
    public interface Attempt<T> {
        /**
         * Tries once.
         *
         * @throws IOException if the connection or the body failed, never for a failure of this machine's disk
         */
        T run() throws IOException;
    }

    /**
     * Tries a step until it succeeds, fails for good, or the budget is spent.
     *
     * @param what the step, as it follows "tried to"
     * @throws TransientException {@link ErrorCode#STORAGE_UNAVAILABLE} when the budget is spent, or at once where S3 refuses
     *     the call
     * @throws StoppedException if the thread is interrupted
     * @throws RejectedException whatever the attempt throws of its own accord passes through
     */
    public <T> T call(String what, Attempt<T> attempt) {
        RetryConfig config = RetryConfig.custom()
                .maxAttempts(ATTEMPTS)
                .intervalFunction(this::waitMillis)
                .retryOnException(StorageRetry::mayPass)
                .build();
        Retry retry = Retry.of("storage", config);
        retry.getEventPublisher()
                .onRetry(event -> log.warn(
                        "tried to {} but failed because {}; attempt {} of {} follows in {} ms",
                        what,
                        reason(event.getLastThrowable()),
                        event.getNumberOfRetryAttempts() + 1,
                        ATTEMPTS,
                        event.getWaitInterval().toMillis()));
        try {
            return Retry.decorateCheckedSupplier(retry, () -> once(attempt)).get();
        } catch (RejectedException | TransientException | StoppedException e) {
            throw e;
        } catch (Throwable e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new StoppedException();
            }
            if (e instanceof SdkException || e instanceof IOException) {
                throw new TransientException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "tried to %s but failed because %s".formatted(what, reason(e)),
                        e);
            }
            throw unchecked(e);
        }
    }

    private static <T> T once(Attempt<T> attempt) throws IOException {
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new StoppedException();
            }
            return attempt.run();
        } catch (SdkException | IOException e) {
            if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            }
            throw e;
        }
    }

    /** Full jitter: anywhere from nothing to the ceiling, which doubles with each attempt. */
    private long waitMillis(int failedAttempts) {
        return 1 + random.nextLong(BASE.toMillis() << (failedAttempts - 1));
    }

    private static boolean mayPass(Throwable failure) {
        return switch (failure) {
            case AwsServiceException answer ->
                answer.statusCode() >= 500
                        || answer.isThrottlingException()
                        || PASSING_CODES.contains(S3Faults.code(answer));
            case SdkClientException _, IOException _ -> true;
            default -> false;
        };
    }

    private static String reason(Throwable failure) {
        return failure instanceof AwsServiceException answer
                ? "S3 answered %d %s"
                        .formatted(answer.statusCode(), S3Faults.code(answer))
                        .strip()
                : String.valueOf(failure.getMessage());
    }

    private static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(failure);
        };
    }
}
