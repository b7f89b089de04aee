package dev.videocompilation.contract.event;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The {@code data} of {@code video.compile_failed} as JSON. */
final class VideoCompileFailedJson {
    private static final int MAX_MESSAGE_LENGTH = 2_000;

    private VideoCompileFailedJson() {}

    static ObjectNode data(VideoCompileFailed.Data data) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("scriptId", data.scriptId());
        tree.put("jobId", data.jobId().value());
        tree.put("errorCode", data.errorCode().name());
        tree.put("errorMessage", EventText.atMost(MAX_MESSAGE_LENGTH, data.errorMessage()));
        data.clipId().ifPresent(id -> tree.put("clipId", id));
        tree.put("retryable", data.retryable());
        return tree;
    }

    static VideoCompileFailed.Data data(JsonNode tree) {
        JsonNode clipId = tree.path("clipId");
        return new VideoCompileFailed.Data(
                tree.required("scriptId").intValue(),
                new JobId(tree.required("jobId").stringValue()),
                ErrorCode.valueOf(tree.required("errorCode").stringValue()),
                tree.required("errorMessage").stringValue(),
                clipId.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(clipId.intValue()));
    }
}
