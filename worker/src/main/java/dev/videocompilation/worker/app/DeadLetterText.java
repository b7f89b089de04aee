package dev.videocompilation.worker.app;

import static dev.videocompilation.worker.app.OperatorText.age;
import static dev.videocompilation.worker.app.OperatorText.field;
import static dev.videocompilation.worker.app.OperatorText.printableLines;
import static dev.videocompilation.worker.app.OperatorText.shortened;
import static dev.videocompilation.worker.app.OperatorText.shown;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.deadletters.ActionRecord;
import dev.videocompilation.worker.deadletters.DeadLetter;
import dev.videocompilation.worker.deadletters.JobRow;
import dev.videocompilation.worker.deadletters.MessageContent;
import dev.videocompilation.worker.deadletters.ReplayEffect;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes dead letters for people and for programs. What senders wrote is shown without its control characters. */
final class DeadLetterText {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LONGEST_REASON = 90;
    private static final List<String> HEADINGS =
            List.of("MESSAGE", "AGE", "RECEIVED", "ERROR", "JOB", "STATE", "SCRIPT", "USER", "ACCEPTED", "REASON");

    private DeadLetterText() {}

    /** A table, one message a line. */
    static String table(List<DeadLetter> letters, Instant now) {
        return OperatorText.table(
                HEADINGS, letters.stream().map(letter -> cells(letter, now)).toList());
    }

    /** One JSON object. */
    static String json(DeadLetter letter) {
        ObjectNode node = JSON.createObjectNode();
        node.put("messageId", letter.messageId());
        node.put("sentAt", letter.sentAt().toString());
        node.put("receiveCount", letter.receiveCount());
        node.put("kind", kind(letter));
        letter.errorCode().ifPresent(code -> node.put("errorCode", code));
        letter.reason().ifPresent(reason -> node.put("reason", reason));
        letter.content().jobId().ifPresent(id -> node.put("jobId", id.value()));
        letter.row().ifPresent(row -> {
            node.put("state", row.state().wireName());
            node.put("attempts", row.attempts());
            node.put("acceptedAt", row.acceptedAt().toString());
        });
        letter.scriptId().ifPresent(id -> node.put("scriptId", id));
        letter.userId().ifPresent(id -> node.put("userId", id));
        node.set("attributes", JSON.valueToTree(letter.attributes()));
        node.put("body", letter.body());
        return JSON.writeValueAsString(node);
    }

    /** Everything about one message. */
    static String whole(DeadLetter letter, List<ActionRecord> before, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(field("message", letter.messageId()));
        lines.add(field("sent", "%s (%s ago)".formatted(letter.sentAt(), age(letter.sentAt(), now))));
        lines.add(field("received", letter.receiveCount() + " times"));
        letter.groupId().ifPresent(group -> lines.add(field("group", group)));
        letter.attributes().forEach((name, value) -> lines.add(field("attribute", name + ": " + value)));
        letter.content().jobId().ifPresent(id -> lines.add(field("job", id.value())));
        lines.add(letter.row().map(DeadLetterText::row).orElseGet(() -> field("row", "none")));
        before.forEach(action -> lines.add(field("before", told(action))));
        lines.add(field("a replay", effect(letter, ReplayEffect.of(letter, false))));
        lines.add("");
        lines.add(printableLines(letter.body()));
        return String.join(System.lineSeparator(), lines);
    }

    /** What a message is about, in a few words. */
    static String subject(DeadLetter letter) {
        String job = letter.content().jobId().map(JobId::value).orElse("");
        return switch (letter.content().kind()) {
            case MALFORMED -> "it is no valid job";
            case LATER_VERSION -> "it is of a later schema version";
            case JOB ->
                letter.row()
                        .map(row -> "job %s is %s".formatted(job, row.state().wireName()))
                        .orElse("job %s has no row".formatted(job));
        };
    }

    /** What comes of a replay. */
    static String effect(DeadLetter letter, ReplayEffect effect) {
        String job = "job " + letter.content().jobId().map(JobId::value).orElse("");
        return switch (effect) {
            case ReplayEffect.Runs runs -> job + ": a worker takes it";
            case ReplayEffect.AlreadyRunning running -> job + " is running: no second effect while its worker lives";
            case ReplayEffect.Finished finished ->
                "%s is %s: no second effect, the worker that gets the message deletes it%s"
                        .formatted(
                                job,
                                finished.state().wireName(),
                                finished.state() == State.FAILED ? "; --reset runs the job again" : "");
            case ReplayEffect.SetAside aside ->
                job + " is dead: a worker moves the message back here; --reset runs the job again";
            case ReplayEffect.Reset reset ->
                "%s goes from %s to queued: a worker takes it"
                        .formatted(job, reset.from().wireName());
            case ReplayEffect.Malformed malformed -> "it is no valid job: a worker moves it back here";
            case ReplayEffect.IdTaken taken -> job + " has other content: a worker moves the message back here";
            case ReplayEffect.LeftForNewer later ->
                "it is of a later schema version: only workers of a newer release take it";
        };
    }

    private static List<String> cells(DeadLetter letter, Instant now) {
        return List.of(
                letter.messageId(),
                age(letter.sentAt(), now),
                Integer.toString(letter.receiveCount()),
                shown(letter.errorCode()),
                shown(letter.content().jobId().map(JobId::value)),
                shown(letter.row().map(row -> row.state().wireName())),
                shown(letter.scriptId().map(String::valueOf)),
                shown(letter.userId()),
                shown(letter.row()
                        .map(row ->
                                row.acceptedAt().truncatedTo(ChronoUnit.SECONDS).toString())),
                shortened(shown(letter.reason()), LONGEST_REASON));
    }

    private static String row(JobRow row) {
        String state = "%s, %d attempts failed, script %d, accepted %s"
                .formatted(row.state().wireName(), row.attempts(), row.scriptId(), row.acceptedAt());
        return field("row", state)
                + row.errorCode()
                        .map(code -> System.lineSeparator()
                                + field(
                                        "error",
                                        code + ": " + row.errorMessage().orElse("")))
                        .orElse("");
    }

    private static String told(ActionRecord action) {
        return "%s by %s at %s%s%s: %s"
                .formatted(
                        action.action(),
                        action.actor().name(),
                        action.actedAt().truncatedTo(ChronoUnit.SECONDS),
                        action.resetFrom().map(state -> ", reset from " + state).orElse(""),
                        action.done() ? "" : ", not done to its end",
                        action.actor().reason());
    }

    private static String kind(DeadLetter letter) {
        MessageContent.Kind kind = letter.content().kind();
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
