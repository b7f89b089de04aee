package dev.videocompilation.contract.event;

import dev.videocompilation.contract.job.JobId;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The {@code data} of {@code video.compile_cancelled} as JSON. */
final class VideoCompileCancelledJson {
    private static final int MAX_REASON_LENGTH = 500;

    private VideoCompileCancelledJson() {}

    static ObjectNode data(VideoCompileCancelled.Data data) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("scriptId", data.scriptId());
        tree.put("jobId", data.jobId().value());
        data.reason().ifPresent(reason -> tree.put("reason", EventText.atMost(MAX_REASON_LENGTH, reason)));
        return tree;
    }

    static VideoCompileCancelled.Data data(JsonNode tree) {
        return new VideoCompileCancelled.Data(
                tree.required("scriptId").intValue(),
                new JobId(tree.required("jobId").stringValue()),
                Optional.ofNullable(tree.path("reason").stringValue(null)));
    }
}
