package dev.videocompilation.worker.app;

import static dev.videocompilation.worker.app.OperatorText.age;
import static dev.videocompilation.worker.app.OperatorText.field;
import static dev.videocompilation.worker.app.OperatorText.printableLines;
import static dev.videocompilation.worker.app.OperatorText.shortened;
import static dev.videocompilation.worker.app.OperatorText.shown;

import dev.videocompilation.worker.events.LoggedAttempt;
import dev.videocompilation.worker.events.RecordedReplay;
import dev.videocompilation.worker.events.ReplayAnswer;
import dev.videocompilation.worker.events.StoredEvent;
import dev.videocompilation.worker.webhook.OutboxDelivery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes webhook events for people and for programs. */
final class EventText {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LONGEST_REASON = 60;

    /** A worker may be at it, and where that one has died another begins once the lease has passed and it looks. */
    private static final String SOON = "within about %d minutes".formatted(OutboxDelivery.LONGEST_LEASE.toMinutes());

    private static final List<String> EVENT_HEADINGS =
            List.of("EVENT", "AGE", "STATE", "ATTEMPTS", "STATUS", "NEXT", "TYPE", "JOB", "TARGET", "REASON");
    private static final List<String> ATTEMPT_HEADINGS =
            List.of("REPLAY", "ATTEMPT", "ENDED", "TOOK", "ADDRESS", "STATUS", "OUTCOME", "NEXT", "WORKER", "REASON");

    private EventText() {}

    /** A table, one event a line. Targets without their queries, which hold tokens. */
    static String table(List<StoredEvent> events, Instant now) {
        return OperatorText.table(
                EVENT_HEADINGS, events.stream().map(event -> cells(event, now)).toList());
    }

    /** One JSON object. */
    static String json(StoredEvent event) {
        StoredEvent.Delivery delivery = event.delivery();
        ObjectNode node = JSON.createObjectNode();
        node.put("webhookId", event.webhookId());
        node.put("jobId", event.job().id());
        node.put("jobState", event.job().state());
        node.put("scriptId", event.job().scriptId());
        node.put("type", event.eventType());
        node.put("target", withoutQuery(event.targetUrl()));
        node.put("createdAt", event.createdAt().toString());
        node.put("state", delivery.state().wireName());
        node.put("attempts", delivery.attempts());
        node.put("replays", delivery.replays());
        delivery.nextAttemptAt().ifPresent(at -> node.put("nextAttemptAt", at.toString()));
        delivery.lastAttemptAt().ifPresent(at -> node.put("lastAttemptAt", at.toString()));
        delivery.lastStatus().ifPresent(status -> node.put("lastStatus", status));
        delivery.lastError().ifPresent(error -> node.put("lastError", error));
        return JSON.writeValueAsString(node);
    }

    /** Everything about one event. */
    static String whole(
            StoredEvent event,
            List<RecordedReplay> replays,
            List<LoggedAttempt> attempts,
            String payload,
            Instant now) {
        StoredEvent.Delivery delivery = event.delivery();
        List<String> lines = new ArrayList<>();
        lines.add(field("event", event.webhookId()));
        lines.add(field("type", event.eventType()));
        lines.add(field(
                "job",
                "%s, %s, script %d"
                        .formatted(
                                event.job().id(),
                                event.job().state(),
                                event.job().scriptId())));
        lines.add(field("target", withoutQuery(event.targetUrl())));
        lines.add(field("written", "%s (%s ago)".formatted(event.createdAt(), age(event.createdAt(), now))));
        lines.add(field(
                "state",
                "%s, %d attempts%s%s"
                        .formatted(
                                delivery.state().wireName(),
                                delivery.attempts(),
                                delivery.replays() > 0 ? " since replay " + delivery.replays() : "",
                                delivery.nextAttemptAt()
                                        .map(at -> delivery.attemptSoon()
                                                ? ", the next " + SOON
                                                : ", the next at " + seconds(at))
                                        .orElse(""))));
        replays.forEach(replay -> lines.add(field("replay " + replay.replay(), told(replay))));
        lines.add("");
        lines.add(
                attempts.isEmpty()
                        ? "no attempt is logged"
                        : OperatorText.table(
                                ATTEMPT_HEADINGS,
                                attempts.stream().map(EventText::cells).toList()));
        lines.add("");
        lines.add(printableLines(payload));
        return String.join(System.lineSeparator(), lines);
    }

    /** What a replay came to, or would. */
    static String answer(ReplayAnswer answer, boolean dryRun) {
        String not = dryRun ? "would not be replayed: " : "not replayed: ";
        return switch (answer) {
            case ReplayAnswer.Due due ->
                "%s; it %s %s"
                        .formatted(
                                dryRun ? "would be replayed" : "replayed",
                                dryRun ? "is" : "was",
                                due.from().wireName());
            case ReplayAnswer.DueAnyway due -> "%sit is pending, and attempted %s anyway".formatted(not, SOON);
            case ReplayAnswer.WantedNoMore disabled ->
                not + "its receiver answered 410; --even-disabled replays it all the same";
            case ReplayAnswer.Undeliverable undeliverable ->
                "%s%s: %s".formatted(not, undeliverable.code(), undeliverable.reason());
            case ReplayAnswer.Vanished vanished -> not + "it was aged out meanwhile";
        };
    }

    private static List<String> cells(StoredEvent event, Instant now) {
        StoredEvent.Delivery delivery = event.delivery();
        return List.of(
                event.webhookId(),
                age(event.createdAt(), now),
                delivery.state().wireName(),
                Integer.toString(delivery.attempts()),
                shown(delivery.lastStatus().map(String::valueOf)),
                shown(delivery.nextAttemptAt().map(EventText::seconds)),
                event.eventType(),
                event.job().id(),
                shown(Optional.of(withoutQuery(event.targetUrl()))),
                shortened(shown(delivery.lastError()), LONGEST_REASON));
    }

    private static List<String> cells(LoggedAttempt attempt) {
        return List.of(
                Integer.toString(attempt.replay()),
                Integer.toString(attempt.attempt()),
                seconds(attempt.endedAt()),
                attempt.took().toMillis() + "ms",
                shown(attempt.answer().address()),
                shown(attempt.answer().status().map(String::valueOf)),
                attempt.outcome(),
                shown(attempt.nextAttemptAt().map(EventText::seconds)),
                shown(Optional.of(attempt.worker())),
                shown(attempt.answer().reason()));
    }

    private static String told(RecordedReplay replay) {
        return "by %s at %s, from %s: %s"
                .formatted(
                        replay.actor().name(),
                        seconds(replay.actedAt()),
                        replay.fromState(),
                        replay.actor().reason());
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A query holds tokens; whoever needs it finds it in the database. */
    private static String withoutQuery(String targetUrl) {
        int query = targetUrl.indexOf('?');
        return query < 0 ? targetUrl : targetUrl.substring(0, query) + "?…";
    }
}
