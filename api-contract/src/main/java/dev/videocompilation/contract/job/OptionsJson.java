package dev.videocompilation.contract.job;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The options of a job as fields of its message, both ways. What has its default value is left out of the message. */
final class OptionsJson {
    static final List<String> NAMES = List.of(
            "audioJoin",
            "onBadClip",
            "transition",
            "music",
            "normalizeLoudness",
            "captions",
            "overlays",
            "preview",
            "maxSizeBytes");

    private OptionsJson() {}

    /** Reads them from a message that has the schema's shape. */
    static CompileOptions read(ObjectNode message) {
        CompileOptions standard = CompileOptions.DEFAULT;
        return new CompileOptions(
                AudioJoin.ofWireName(message.path("audioJoin")
                        .stringValue(standard.audioJoin().wireName())),
                OnBadClip.ofWireName(message.path("onBadClip")
                        .stringValue(standard.onBadClip().wireName())),
                object(message, "transition").map(OptionsJson::transition),
                object(message, "music").map(OptionsJson::music),
                message.path("normalizeLoudness").booleanValue(standard.normalizeLoudness()),
                object(message, "captions").map(OptionsJson::captions),
                message.path("overlays").values().stream()
                        .map(OptionsJson::overlay)
                        .toList(),
                Optional.ofNullable(message.path("preview").stringValue(null)).map(Preview::ofWireName),
                Optional.of(message.path("maxSizeBytes"))
                        .filter(JsonNode::isNumber)
                        .map(JsonNode::longValue));
    }

    private static Optional<JsonNode> object(ObjectNode message, String field) {
        return Optional.of(message.path(field)).filter(JsonNode::isObject);
    }

    private static Transition transition(JsonNode node) {
        TransitionType type = TransitionType.ofWireName(node.required("type").stringValue());
        Duration duration = millis(node, "durationMs", Transition.DEFAULT_DURATION);
        return new Transition(
                type,
                duration,
                node.path("joins").values().stream()
                        .map(at -> new Transition.AtJoin(
                                at.required("join").intValue(),
                                TransitionType.ofWireName(at.path("type").stringValue(type.wireName())),
                                millis(at, "durationMs", duration)))
                        .toList());
    }

    private static Music music(JsonNode node) {
        return new Music(
                node.required("url").stringValue(),
                node.path("volumeDb").doubleValue(Music.DEFAULT_VOLUME_DB),
                node.path("loop").booleanValue(true),
                millis(node, "fadeInMs", Music.DEFAULT_FADE_IN),
                millis(node, "fadeOutMs", Music.DEFAULT_FADE_OUT),
                node.path("duckUnderSpeech").booleanValue(false));
    }

    private static Captions captions(JsonNode node) {
        return new Captions(
                node.required("url").stringValue(),
                CaptionsMode.ofWireName(node.required("mode").stringValue()),
                node.path("language").stringValue(Captions.UNDETERMINED));
    }

    private static Overlay overlay(JsonNode node) {
        return new Overlay(
                node.required("text").stringValue(),
                OverlayPosition.ofWireName(node.path("position").stringValue(Overlay.DEFAULT_POSITION.wireName())),
                millis(node, "fromMs", Duration.ZERO),
                Optional.of(node.path("toMs")).filter(JsonNode::isNumber).map(to -> Duration.ofMillis(to.longValue())),
                node.path("sizePercent").doubleValue(Overlay.DEFAULT_SIZE_PERCENT),
                node.path("color").stringValue(Overlay.DEFAULT_COLOR));
    }

    private static Duration millis(JsonNode node, String field, Duration standard) {
        return Duration.ofMillis(node.path(field).longValue(standard.toMillis()));
    }

    /** Writes them into a message. */
    static void write(CompileOptions options, ObjectNode message) {
        CompileOptions standard = CompileOptions.DEFAULT;
        if (options.audioJoin() != standard.audioJoin()) {
            message.put("audioJoin", options.audioJoin().wireName());
        }
        if (options.onBadClip() != standard.onBadClip()) {
            message.put("onBadClip", options.onBadClip().wireName());
        }
        options.transition().ifPresent(transition -> write(transition, message.putObject("transition")));
        options.music()
                .ifPresent(music -> message.putObject("music")
                        .put("url", music.url())
                        .put("volumeDb", plain(music.volumeDb()))
                        .put("loop", music.loop())
                        .put("fadeInMs", music.fadeIn().toMillis())
                        .put("fadeOutMs", music.fadeOut().toMillis())
                        .put("duckUnderSpeech", music.duckUnderSpeech()));
        if (options.normalizeLoudness()) {
            message.put("normalizeLoudness", true);
        }
        options.captions()
                .ifPresent(captions -> message.putObject("captions")
                        .put("url", captions.url())
                        .put("mode", captions.mode().wireName())
                        .put("language", captions.language()));
        if (!options.overlays().isEmpty()) {
            ArrayNode overlays = message.putArray("overlays");
            options.overlays().forEach(overlay -> write(overlay, overlays.addObject()));
        }
        options.preview().ifPresent(preview -> message.put("preview", preview.wireName()));
        options.maxSizeBytes().ifPresent(most -> message.put("maxSizeBytes", most));
    }

    private static void write(Transition transition, ObjectNode node) {
        node.put("type", transition.type().wireName())
                .put("durationMs", transition.duration().toMillis());
        if (!transition.joins().isEmpty()) {
            ArrayNode joins = node.putArray("joins");
            transition
                    .joins()
                    .forEach(at -> joins.addObject()
                            .put("join", at.join())
                            .put("type", at.type().wireName())
                            .put("durationMs", at.duration().toMillis()));
        }
    }

    private static void write(Overlay overlay, ObjectNode node) {
        node.put("text", overlay.text())
                .put("position", overlay.position().wireName())
                .put("fromMs", overlay.from().toMillis())
                .put("sizePercent", plain(overlay.sizePercent()))
                .put("color", overlay.color());
        overlay.to().ifPresent(to -> node.put("toMs", to.toMillis()));
    }

    /** One way to write a number, however it came: 6, not 6.0 or 6e0. */
    private static BigDecimal plain(double number) {
        BigDecimal stripped = BigDecimal.valueOf(number).stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
