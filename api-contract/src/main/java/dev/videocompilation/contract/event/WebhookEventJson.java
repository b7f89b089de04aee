package dev.videocompilation.contract.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The exact JSON of the events. */
public final class WebhookEventJson {
    /** Every body is smaller than this, in bytes of UTF-8 (Standard Webhooks: payloads below 20 kB). */
    public static final int SIZE_LIMIT_BYTES = 20_000;

    private static final JsonMapper JSON = JsonMapper.shared();

    private WebhookEventJson() {}

    /**
     * The event's body as it is signed and sent. Where the list of clips would make it too large, its end is left out
     * and {@code clipsOmitted} says how many entries; a longer {@code errorMessage} is cut at 2,000 characters,
     * a longer {@code reason} of a cancelled job at 500.
     *
     * @return JSON of less than {@link #SIZE_LIMIT_BYTES}
     */
    public static String write(WebhookEvent event) {
        if (event instanceof VideoCompiled compiled) {
            return writeWithAsManyClipsAsFit(compiled);
        }
        if (event instanceof VideoCompileCancelled cancelled) {
            return body(event, VideoCompileCancelledJson.data(cancelled.data()));
        }
        return body(event, VideoCompileFailedJson.data(((VideoCompileFailed) event).data()));
    }

    /**
     * The event in a body. Fields that this version does not know are ignored, as a receiver should.
     *
     * @throws IllegalArgumentException if the body is not JSON, or not an event of a type and with an error code that
     *     this version knows
     */
    public static WebhookEvent read(String body) {
        try {
            JsonNode tree = JSON.readTree(body);
            String type = tree.required("type").stringValue();
            Instant timestamp = Instant.parse(tree.required("timestamp").stringValue());
            JsonNode data = tree.required("data");
            return switch (type) {
                case VideoCompiled.TYPE -> new VideoCompiled(timestamp, VideoCompiledJson.data(data));
                case VideoCompileFailed.TYPE -> new VideoCompileFailed(timestamp, VideoCompileFailedJson.data(data));
                case VideoCompileCancelled.TYPE ->
                    new VideoCompileCancelled(timestamp, VideoCompileCancelledJson.data(data));
                default -> throw new IllegalArgumentException("unknown event type \"" + type + "\"");
            };
        } catch (JacksonException | DateTimeException e) {
            throw new IllegalArgumentException("Not an event that this version knows: " + e.getMessage(), e);
        }
    }

    private static String writeWithAsManyClipsAsFit(VideoCompiled event) {
        int fit = 0;
        int tooMany = event.data().clips().size() + 1;
        String best = withFirstClips(event, 0);
        int candidate = tooMany - 1;
        while (tooMany - fit > 1) {
            String body = withFirstClips(event, candidate);
            if (body.getBytes(StandardCharsets.UTF_8).length < SIZE_LIMIT_BYTES) {
                fit = candidate;
                best = body;
            } else {
                tooMany = candidate;
            }
            candidate = (fit + tooMany) / 2;
        }
        return best;
    }

    private static String withFirstClips(VideoCompiled event, int count) {
        return body(event, VideoCompiledJson.data(event.data().withFirstClips(count)));
    }

    private static String body(WebhookEvent event, ObjectNode data) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("type", event.type());
        tree.put("timestamp", event.timestamp().toString());
        tree.set("data", data);
        return JSON.writeValueAsString(tree);
    }
}
