package dev.videocompilation.contract.job;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobMessageReading.Accepted;
import dev.videocompilation.contract.job.JobMessageReading.LaterVersion;
import dev.videocompilation.contract.job.JobMessageReading.Malformed;
import dev.videocompilation.contract.job.JobMessageReading.NotSupportedYet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a job message. It never throws: whatever the body holds, the answer says what it is. Thread-safe; build one and
 * keep it, for it compiles the schema.
 */
public final class JobMessageReader {
    /** No version's message can be larger: the largest that SQS takes is 1 MiB. */
    private static final int MAX_BODY_LENGTH = 1_048_576;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A double would turn 1e400 into Infinity, which is not JSON.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JobMessageShape shape = new JobMessageShape();

    /**
     * Reads the body of a queue message. In this order: is it a JSON object (each key once); is its {@code
     * schemaVersion} one that this version reads; is it small enough; has it the schema's shape; can every field be
     * supported.
     */
    public JobMessageReading read(String body) {
        if (body.length() > MAX_BODY_LENGTH) {
            return tooLarge(Optional.empty());
        }
        JsonNode tree;
        try {
            tree = JSON.readTree(body);
        } catch (JacksonException e) {
            return malformed(Problems.invalidJson(e), Optional.empty());
        }
        if (!(tree instanceof ObjectNode message)) {
            Problems problems = new Problems();
            problems.add("", "must be a JSON object, is " + Problems.kindOf(tree));
            return malformed(problems, Optional.empty());
        }
        return read(message, body);
    }

    private JobMessageReading read(ObjectNode message, String body) {
        Optional<JobId> jobId =
                Optional.ofNullable(message.path("jobId").stringValue(null)).flatMap(JobId::parse);
        JsonNode version = message.path("schemaVersion");
        if (!version.isNumber() || !version.canConvertToExactIntegral() || !version.canConvertToInt()) {
            return unsupportedVersion(version, jobId);
        }
        int schemaVersion = version.intValue();
        if (schemaVersion < 1) {
            return unsupportedVersion(version, jobId);
        }
        if (schemaVersion > JobMessage.SCHEMA_VERSION) {
            return new LaterVersion(schemaVersion);
        }
        if (body.getBytes(StandardCharsets.UTF_8).length > JobMessage.MAX_SIZE_BYTES) {
            return tooLarge(jobId);
        }
        Problems problems = shape.problemsOf(message);
        if (!problems.isEmpty()) {
            return malformed(problems, jobId);
        }
        JobMessageFields fields = JobMessageFields.of(message);
        if (!fields.problems().isEmpty()) {
            return malformed(fields.problems(), jobId);
        }
        return supported(JobMessageJson.message(fields.job()), message);
    }

    private static JobMessageReading supported(JobMessage message, ObjectNode tree) {
        List<String> unsupported = ReservedOptions.usedBy(tree);
        return unsupported.isEmpty() ? new Accepted(message) : new NotSupportedYet(message, unsupported);
    }

    private static Malformed malformed(Problems problems, Optional<JobId> jobId) {
        return new Malformed(ErrorCode.MESSAGE_MALFORMED, problems.text(), jobId);
    }

    private static Malformed tooLarge(Optional<JobId> jobId) {
        String detail = "the message is larger than " + JobMessage.MAX_SIZE_BYTES + " bytes of UTF-8";
        return new Malformed(ErrorCode.MESSAGE_TOO_LARGE, detail, jobId);
    }

    private static Malformed unsupportedVersion(JsonNode version, Optional<JobId> jobId) {
        Problems problems = new Problems();
        problems.add(
                "/schemaVersion",
                version.isMissingNode()
                        ? "missing"
                        : "must be a whole number from 1 to " + Integer.MAX_VALUE + ", is " + Problems.shown(version));
        return new Malformed(ErrorCode.SCHEMA_VERSION_UNSUPPORTED, problems.text(), jobId);
    }
}
