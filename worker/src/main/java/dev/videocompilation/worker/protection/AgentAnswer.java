package dev.videocompilation.worker.protection;

import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came of a request to the ECS agent. */
sealed interface AgentAnswer {
    int MOST_REASON_CHARACTERS = 300;

    /** The task is now as it was asked to be. */
    record Done() implements AgentAnswer {}

    /** It is not, or nobody knows: a refusal, an error, no answer, or one that cannot be understood. */
    record Refused(String reason) implements AgentAnswer {
        public Refused {
            reason = printable(reason);
        }
    }

    /**
     * Reads an answer: its {@code protection} says how the task stands; {@code failure} and {@code error} say why it is not
     * as asked (Amazon ECS Developer Guide, "Task scale-in protection endpoint").
     *
     * @param wanted whether the task was asked to be protected
     */
    static AgentAnswer read(int status, String body, boolean wanted) {
        JsonNode answer;
        try {
            answer = JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            return new Refused("status " + status + " without JSON");
        }
        JsonNode failure = answer.path("failure");
        if (failure.isObject()) {
            return new Refused(words(failure, "Reason", "Detail"));
        }
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            return new Refused(words(error, "Code", "Message"));
        }
        JsonNode stands = answer.path("protection").path("ProtectionEnabled");
        if (status != 200 || !stands.isBoolean()) {
            return new Refused("status " + status + " without a word of protection");
        }
        return stands.booleanValue() == wanted ? new Done() : new Refused("ProtectionEnabled is " + !wanted);
    }

    private static String words(JsonNode from, String first, String second) {
        String more = Objects.requireNonNullElse(from.path(second).stringValue(""), "");
        String reason = Objects.requireNonNullElse(from.path(first).stringValue(""), "");
        return reason + (more.isEmpty() ? "" : ": " + more);
    }

    private static String printable(String text) {
        String bounded = text.length() > MOST_REASON_CHARACTERS ? text.substring(0, MOST_REASON_CHARACTERS) : text;
        return bounded.replaceAll("\\p{Cntrl}", " ");
    }
}
