package dev.videocompilation.demo;

import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of the worker's JSON log.
 *
 * @param level such as {@code INFO}
 * @param jobId the job that it is about; empty where it is about none
 * @param stage the stage that the job is in; empty where it is in none
 * @param message what is said
 */
record WorkerLogLine(String level, String jobId, String stage, String message) {
    private static final JsonMapper JSON = JsonMapper.shared();

    WorkerLogLine {
        Objects.requireNonNull(level);
        Objects.requireNonNull(jobId);
        Objects.requireNonNull(stage);
        Objects.requireNonNull(message);
    }

    /** The line, if it is one of the log: the launcher and the JVM write plain text. */
    static Optional<WorkerLogLine> parse(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode tree = JSON.readTree(line);
            JsonNode context = tree.path("mdc");
            return Optional.of(new WorkerLogLine(
                    tree.path("level").asString(""),
                    context.path("jobId").asString(""),
                    context.path("stage").asString(""),
                    tree.path("formattedMessage").asString("")));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    boolean isComplaint() {
        return level.equals("ERROR") || level.equals("WARN");
    }

    /** Whether a person who waits for the job wants to see it. */
    boolean isNews() {
        return !jobId.isEmpty() || isComplaint();
    }

    /** As the demo shows it. */
    String text() {
        return stage.isEmpty() ? message : stage + " " + message;
    }
}
