package dev.videocompilation.contract.job;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a message that has the schema's shape, and the problems that the schema cannot express.
 *
 * @param job the job; to be used only where there are no problems
 * @param problems what is wrong all the same
 */
record JobMessageFields(CompileJob job, Problems problems) {
    /** Beyond this many digits on either side of the point neither a double nor PostgreSQL's numeric is safe. */
    private static final int MAX_DECIMAL_SCALE = 300;

    static JobMessageFields of(ObjectNode message) {
        Problems problems = new Problems();
        for (String option : OptionsJson.NAMES) {
            requireStorable("/" + option, message.path(option), problems);
        }
        CompileOptions options = OptionsJson.read(message);
        requireSense(options, problems);
        CompileJob job = new CompileJob(
                new JobId(message.required("jobId").stringValue()),
                message.required("scriptId").intValue(),
                clips(message),
                output(message.path("output")),
                options,
                text(message, "webhookUrl").flatMap(value -> webhookUrl(value, problems)),
                text(message, "userId"),
                text(message, "requestedAt").flatMap(value -> requestedAt(value, problems)),
                text(message, "traceparent"));
        return new JobMessageFields(job, problems);
    }

    private static List<Integer> clips(ObjectNode message) {
        return message.path("clips").values().stream().map(JsonNode::intValue).toList();
    }

    private static OutputSpec output(JsonNode output) {
        return new OutputSpec(
                OutputFormat.ofWireName(output.path("format")
                        .stringValue(OutputSpec.DEFAULT.format().wireName())),
                Quality.ofWireName(output.path("quality")
                        .stringValue(OutputSpec.DEFAULT.quality().wireName())));
    }

    private static void requireSense(CompileOptions options, Problems problems) {
        for (int i = 0; i < options.overlays().size(); i++) {
            Overlay overlay = options.overlays().get(i);
            if (overlay.to().isPresent() && overlay.to().get().compareTo(overlay.from()) <= 0) {
                problems.add("/overlays/" + i + "/toMs", "must be later than fromMs");
            }
        }
        options.transition().ifPresent(transition -> {
            Set<Integer> named = new HashSet<>();
            for (int i = 0; i < transition.joins().size(); i++) {
                int join = transition.joins().get(i).join();
                if (!named.add(join)) {
                    problems.add("/transition/joins/" + i + "/join", "must not be named twice, is " + join);
                }
            }
        });
    }

    private static Optional<String> text(ObjectNode message, String field) {
        return Optional.ofNullable(message.path(field).stringValue(null));
    }

    private static Optional<URI> webhookUrl(String value, Problems problems) {
        try {
            URI url = new URI(value);
            if (url.getHost() == null || url.getPort() == 0 || url.getPort() > 65_535) {
                problems.add("/webhookUrl", "must have a host name or address and a valid port");
            } else if (url.getRawUserInfo() != null) {
                problems.add("/webhookUrl", "must not hold a user name or password");
            }
            return Optional.of(url);
        } catch (URISyntaxException e) {
            problems.add("/webhookUrl", "must be an absolute URI (RFC 3986): " + e.getReason());
            return Optional.empty();
        }
    }

    private static Optional<Instant> requestedAt(String value, Problems problems) {
        try {
            return Optional.of(OffsetDateTime.parse(value).toInstant());
        } catch (DateTimeException e) {
            problems.add("/requestedAt", "must be an RFC 3339 date-time without leap second");
            return Optional.empty();
        }
    }

    /** Refuses what JSON allows and PostgreSQL's jsonb does not. */
    private static void requireStorable(String path, JsonNode node, Problems problems) {
        if (node.isString() && !isStorable(node.stringValue())) {
            problems.add(path, "must not hold U+0000 or half of a surrogate pair");
        } else if (node.isNumber() && !isStorable(node.decimalValue())) {
            problems.add(path, "must be a number within the range of a double");
        }
        node.properties().forEach(field -> {
            String fieldPath = path + "/" + field.getKey();
            if (!isStorable(field.getKey())) {
                problems.add(fieldPath, "its name must not hold U+0000 or half of a surrogate pair");
            }
            requireStorable(fieldPath, field.getValue(), problems);
        });
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                requireStorable(path + "/" + i, node.get(i), problems);
            }
        }
    }

    private static boolean isStorable(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private static boolean isStorable(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MAX_DECIMAL_SCALE;
    }
}
