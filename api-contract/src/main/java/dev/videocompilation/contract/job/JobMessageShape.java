package dev.videocompilation.contract.job;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares a message with the JSON Schema and says in few words where they differ. */
final class JobMessageShape {
    private static final String SCHEMA = "/dev/videocompilation/contract/schema/compile-job.v1.schema.json";

    private final Schema schema = load();

    Problems problemsOf(ObjectNode message) {
        Problems problems = new Problems();
        for (Error error : schema.validate(message)) {
            String path = error.getInstanceLocation().toString();
            String property = error.getProperty();
            problems.add(property == null ? path : path + "/" + pointerToken(property), problem(error));
        }
        return problems;
    }

    private static String problem(Error error) {
        JsonNode rule = error.getSchemaNode();
        String is = ", is " + Problems.shown(error.getInstanceNode());
        return switch (error.getKeyword()) {
            case "additionalProperties" -> "unknown field";
            case "required" -> "missing";
            case "type" -> "must be " + article(rule.asString()) + ", is " + Problems.kindOf(error.getInstanceNode());
            case "pattern" -> "must match " + rule.asString() + is;
            case "format" -> "must be an RFC 3339 " + rule.asString() + is;
            case "enum" -> "must be one of " + list(rule) + is;
            case "minimum" -> "must be at least " + rule + is;
            case "maximum" -> "must be at most " + rule + is;
            case "minItems" -> "must have at least " + rule + " entry";
            case "maxItems" -> "must have at most " + rule + " entries";
            case "minLength" -> "must have at least " + rule + " character";
            case "maxLength" -> "must have at most " + rule + " characters";
            default -> error.getMessage();
        };
    }

    private static String article(String type) {
        return ("aeiou".indexOf(type.charAt(0)) >= 0 ? "an " : "a ") + type;
    }

    private static String list(JsonNode values) {
        return values.values().stream().map(JsonNode::asString).collect(Collectors.joining(", "));
    }

    /** RFC 6901, section 3. */
    private static String pointerToken(String property) {
        return property.replace("~", "~0").replace("/", "~1");
    }

    private static Schema load() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .locale(Locale.ENGLISH)
                .build();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config));
        try (InputStream json = JobMessageShape.class.getResourceAsStream(SCHEMA)) {
            if (json == null) {
                throw new IllegalStateException(SCHEMA + " is not on the class path.");
            }
            return registry.getSchema(json, InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException("Tried to read " + SCHEMA + " but failed.", e);
        }
    }
}
