package dev.videocompilation.contract.event;

import dev.videocompilation.contract.job.JobId;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The {@code data} of {@code video.compiled} as JSON. */
final class VideoCompiledJson {
    private static final int MAX_REASON_LENGTH = 200;

    private VideoCompiledJson() {}

    static ObjectNode data(VideoCompiled.Data data) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("scriptId", data.scriptId());
        tree.put("videoCount", data.videoCount());
        tree.put("totalDuration", seconds(data.totalDuration()));
        tree.put("compiledVideoUrl", data.compiledVideoUrl().toString());
        tree.put("fileSize", data.fileSizeBytes());
        tree.put("jobId", data.jobId().value());
        tree.put("duration", data.duration().toMillis());
        Breakdown breakdown = data.breakdown();
        tree.putObject("breakdown")
                .put("queueWait", breakdown.queueWait().toMillis())
                .put("fetch", breakdown.fetch().toMillis())
                .put("probe", breakdown.probe().toMillis())
                .put("join", breakdown.join().toMillis())
                .put("verify", breakdown.verify().toMillis())
                .put("publish", breakdown.publish().toMillis());
        ArrayNode clips = tree.putArray("clips");
        data.clips().forEach(clip -> clips.add(clip(clip)));
        if (data.clipsOmitted() > 0) {
            tree.put("clipsOmitted", data.clipsOmitted());
        }
        if (data.superseded()) {
            tree.put("superseded", true);
        }
        return tree;
    }

    static VideoCompiled.Data data(JsonNode tree) {
        JsonNode breakdown = tree.required("breakdown");
        List<ClipTreatment> clips = new ArrayList<>();
        tree.required("clips").forEach(clip -> clips.add(clip(clip)));
        return new VideoCompiled.Data(
                tree.required("scriptId").intValue(),
                tree.required("videoCount").intValue(),
                Duration.ofMillis(tree.required("totalDuration")
                        .decimalValue()
                        .movePointRight(3)
                        .longValue()),
                URI.create(tree.required("compiledVideoUrl").stringValue()),
                tree.required("fileSize").longValue(),
                new JobId(tree.required("jobId").stringValue()),
                millis(tree, "duration"),
                new Breakdown(
                        millis(breakdown, "queueWait"),
                        millis(breakdown, "fetch"),
                        millis(breakdown, "probe"),
                        millis(breakdown, "join"),
                        millis(breakdown, "verify"),
                        millis(breakdown, "publish")),
                clips,
                tree.path("clipsOmitted").intValue(0),
                tree.path("superseded").booleanValue(false));
    }

    private static ObjectNode clip(ClipTreatment clip) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("videoId", clip.videoId());
        tree.put("treatment", clip.picture().wireName());
        tree.put("sound", clip.sound().wireName());
        clip.reason().ifPresent(reason -> tree.put("reason", EventText.atMost(MAX_REASON_LENGTH, reason)));
        return tree;
    }

    private static ClipTreatment clip(JsonNode tree) {
        return new ClipTreatment(
                tree.required("videoId").intValue(),
                constant(tree, "treatment", ClipTreatment.Picture.values(), ClipTreatment.Picture::wireName),
                constant(tree, "sound", ClipTreatment.Sound.values(), ClipTreatment.Sound::wireName),
                Optional.ofNullable(tree.path("reason").stringValue(null)));
    }

    private static <T> T constant(JsonNode tree, String field, T[] constants, Function<T, String> wireName) {
        String value = tree.required(field).stringValue();
        for (T constant : constants) {
            if (wireName.apply(constant).equals(value)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("unknown " + field + " \"" + value + "\"");
    }

    private static BigDecimal seconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }

    private static Duration millis(JsonNode tree, String field) {
        return Duration.ofMillis(tree.required(field).longValue());
    }
}
