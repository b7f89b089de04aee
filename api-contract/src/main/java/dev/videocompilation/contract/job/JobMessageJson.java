package dev.videocompilation.contract.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The canonical JSON of a job and its fingerprint. */
final class JobMessageJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JobMessageJson() {}

    static JobMessage message(CompileJob job) {
        ObjectNode tree = tree(job);
        String json = JSON.writeValueAsString(sorted(tree));
        String identity =
                JSON.writeValueAsString(sorted(tree.without("requestedAt").without("traceparent")));
        return new JobMessage(job, json, sha256(identity));
    }

    private static ObjectNode tree(CompileJob job) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("schemaVersion", JobMessage.SCHEMA_VERSION);
        tree.put("jobId", job.jobId().value());
        tree.put("scriptId", job.scriptId());
        if (!job.clips().isEmpty()) {
            ArrayNode clips = tree.putArray("clips");
            job.clips().forEach(clips::add);
        }
        tree.putObject("output")
                .put("format", job.output().format().wireName())
                .put("quality", job.output().quality().wireName());
        OptionsJson.write(job.options(), tree);
        job.webhookUrl().ifPresent(url -> tree.put("webhookUrl", url.toString()));
        job.userId().ifPresent(id -> tree.put("userId", id));
        job.requestedAt().ifPresent(time -> tree.put("requestedAt", time.toString()));
        job.traceparent().ifPresent(parent -> tree.put("traceparent", parent));
        return tree;
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().stream()
                    .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                    .forEach(field -> copy.set(field.getKey(), sorted(field.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(sorted(element)));
            return copy;
        }
        return node;
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
