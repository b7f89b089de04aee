package dev.videocompilation.worker.webhook;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What is recorded of an attempt.
 *
 * @param outcome how it ended, in a word
 * @param status the HTTP status, empty where no answer came
 * @param error why it failed, at most 500 characters; empty where it did not
 * @param connectedTo the address that was connected to, empty where no connection stood
 * @param took from its beginning to its end
 * @param next what becomes of the webhook
 */
record AttemptReport(
        Outcome outcome,
        Optional<Integer> status,
        Optional<String> error,
        Optional<InetSocketAddress> connectedTo,
        Duration took,
        NextStep next) {
    private static final int GONE = 410;
    private static final int MOST_ERROR_CHARACTERS = 500;

    /** How an attempt ended, as the log has it. */
    enum Outcome {
        DELIVERED,
        FAILED,
        REFUSED,
        GONE;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    AttemptReport {
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(status);
        error = error.map(AttemptReport::printable);
        Objects.requireNonNull(connectedTo);
        Objects.requireNonNull(took);
        Objects.requireNonNull(next);
    }

    /**
     * Reports an attempt.
     *
     * @param attemptsMade including this one
     */
    static AttemptReport of(DeliveryAttempt attempt, Duration took, int attemptsMade, RetrySchedule schedule) {
        return switch (attempt.result()) {
            case DeliveryResult.Delivered(int status) ->
                new AttemptReport(
                        Outcome.DELIVERED,
                        Optional.of(status),
                        Optional.empty(),
                        attempt.connectedTo(),
                        took,
                        new NextStep.Finish());
            case DeliveryResult.Gone() ->
                new AttemptReport(
                        Outcome.GONE,
                        Optional.of(GONE),
                        Optional.of("the receiver answered " + GONE),
                        attempt.connectedTo(),
                        took,
                        new NextStep.Disable());
            case DeliveryResult.Failed(Optional<Integer> status, String reason, Optional<Duration> retryAfter) ->
                new AttemptReport(
                        Outcome.FAILED,
                        status,
                        Optional.of(reason),
                        attempt.connectedTo(),
                        took,
                        retry(attemptsMade, schedule, retryAfter));
            // Tried again as any failure is: a name's addresses change, and so do this worker's settings.
            case DeliveryResult.Refused(String reason) ->
                new AttemptReport(
                        Outcome.REFUSED,
                        Optional.empty(),
                        Optional.of(reason),
                        attempt.connectedTo(),
                        took,
                        retry(attemptsMade, schedule, Optional.empty()));
        };
    }

    /** The attempt's end in a log line: the status, the reason or both. */
    String told() {
        return status.map(code ->
                        "status " + code + error.map(reason -> ", " + reason).orElse(""))
                .orElse(error.orElse(""));
    }

    /** A receiver's answer may have come into the text: no terminal, log or database must choke on it. */
    private static String printable(String error) {
        String kept = error.replaceAll("\\p{Cntrl}", " ");
        return kept.length() > MOST_ERROR_CHARACTERS ? kept.substring(0, MOST_ERROR_CHARACTERS) : kept;
    }

    private static NextStep retry(int attemptsMade, RetrySchedule schedule, Optional<Duration> retryAfter) {
        return schedule.waitAfter(attemptsMade, retryAfter)
                .<NextStep>map(NextStep.Retry::new)
                .orElseGet(NextStep.GiveUp::new);
    }
}
