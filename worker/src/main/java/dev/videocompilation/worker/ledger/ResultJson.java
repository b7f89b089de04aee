package dev.videocompilation.worker.ledger;

import dev.videocompilation.contract.event.Breakdown;
import dev.videocompilation.contract.event.ClipTreatment;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code result} column: what a status page shows of a finished job. Durations in milliseconds, lengths in seconds. */
final class ResultJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ResultJson() {}

    static String of(CompileResult result, boolean superseded) {
        ObjectNode root = JSON.createObjectNode();
        root.put("compiledVideoUrl", result.compiledVideoUrl().toString());
        root.put("key", result.key());
        root.put("fileSize", result.fileSizeBytes());
        root.put("totalDuration", result.totalDuration().toMillis() / 1000.0);
        root.put("videoCount", result.videoCount());
        root.put("duration", result.duration().toMillis());
        if (superseded) {
            root.put("superseded", true);
        }
        Breakdown breakdown = result.breakdown();
        root.putObject("breakdown")
                .put("queueWait", breakdown.queueWait().toMillis())
                .put("fetch", breakdown.fetch().toMillis())
                .put("probe", breakdown.probe().toMillis())
                .put("join", breakdown.join().toMillis())
                .put("verify", breakdown.verify().toMillis())
                .put("publish", breakdown.publish().toMillis());
        ArrayNode clips = root.putArray("clips");
        for (ClipTreatment clip : result.clips()) {
            ObjectNode node = clips.addObject()
                    .put("videoId", clip.videoId())
                    .put("treatment", clip.picture().wireName())
                    .put("sound", clip.sound().wireName());
            clip.reason().ifPresent(reason -> node.put("reason", reason));
        }
        root.put("plan", result.plan());
        root.putObject("proof")
                .put("frames", result.proof().frames())
                .put("joinsDecoded", result.proof().joinsDecoded())
                .put("greatestOffsetMs", result.proof().greatestOffsetMs())
                .put("engine", result.proof().engine());
        return JSON.writeValueAsString(root);
    }
}
