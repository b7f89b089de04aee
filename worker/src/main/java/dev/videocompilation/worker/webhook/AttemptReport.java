package dev.videocompilation.worker.webhook;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is recorded of an attempt.
 *
 * @param status the HTTP status, empty where no answer came
 * @param error why it failed, at most 500 characters; empty where it did not
 * @param next what becomes of the webhook
 */
record AttemptReport(Optional<Integer> status, Optional<String> error, NextStep next) {
    private static final int GONE = 410;
    private static final int MOST_ERROR_CHARACTERS = 500;

    AttemptReport {
        Objects.requireNonNull(status);
        error = error.map(AttemptReport::printable);
        Objects.requireNonNull(next);
    }

    static AttemptReport of(DeliveryResult result, int attemptsMade, RetrySchedule schedule) {
        return switch (result) {
            case DeliveryResult.Delivered(int status) ->
                new AttemptReport(Optional.of(status), Optional.empty(), new NextStep.Finish());
            case DeliveryResult.Gone() ->
                new AttemptReport(
                        Optional.of(GONE), Optional.of("the receiver answered " + GONE), new NextStep.Disable());
            case DeliveryResult.Failed(Optional<Integer> status, String reason, Optional<Duration> retryAfter) ->
                new AttemptReport(status, Optional.of(reason), retry(attemptsMade, schedule, retryAfter));
            // Tried again as any failure is: a name's addresses change, and so do this worker's settings.
            case DeliveryResult.Refused(String reason) ->
                new AttemptReport(
                        Optional.empty(), Optional.of(reason), retry(attemptsMade, schedule, Optional.empty()));
        };
    }

    /** The attempt's end in a log line: the status, the reason or both. */
    String outcome() {
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
