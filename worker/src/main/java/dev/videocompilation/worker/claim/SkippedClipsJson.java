package dev.videocompilation.worker.claim;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.claim.FrozenClips.Missing;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.SkippedClip;
import java.util.ArrayList;
import java.util.List;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The column {@code skipped_clips}: null where there are none. */
final class SkippedClipsJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private SkippedClipsJson() {}

    static @Nullable JSONB write(List<Missing> clips) {
        if (clips.isEmpty()) {
            return null;
        }
        ArrayNode array = JSON.createArrayNode();
        for (Missing missing : clips) {
            SkippedClip clip = missing.clip();
            array.addObject()
                    .put("place", missing.place())
                    .put("videoId", clip.clip().videoId().orElseThrow())
                    .put("code", clip.code().name())
                    .put("reason", clip.reason());
        }
        return JSONB.valueOf(JSON.writeValueAsString(array));
    }

    static List<Missing> read(@Nullable JSONB column) {
        List<Missing> clips = new ArrayList<>();
        if (column != null) {
            JSON.readTree(column.data())
                    .forEach(clip -> clips.add(new Missing(
                            clip.required("place").intValue(),
                            new SkippedClip(
                                    ClipRef.video(clip.required("videoId").intValue()),
                                    ErrorCode.valueOf(clip.required("code").stringValue()),
                                    clip.required("reason").stringValue()))));
        }
        return clips;
    }
}
