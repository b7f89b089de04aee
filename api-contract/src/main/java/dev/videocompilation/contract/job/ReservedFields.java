package dev.videocompilation.contract.job;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The fields of the message that have a name and an intended shape, but no effect yet. */
final class ReservedFields {
    static final List<String> NAMES =
            List.of("transition", "music", "captions", "overlays", "audioJoin", "preview", "onBadClip", "maxSizeBytes");

    private ReservedFields() {}

    /** The reserved fields that the message has, with their values. */
    static ObjectNode in(ObjectNode message) {
        ObjectNode reserved = JsonNodeFactory.instance.objectNode();
        NAMES.stream().filter(message::has).forEach(name -> reserved.set(name, message.get(name)));
        return reserved;
    }

    /** The JSON Pointers of everything in the message that is not supported yet. */
    static List<String> usedBy(CompileJob job, ObjectNode message) {
        List<String> used = new ArrayList<>();
        if (job.output().format() != OutputFormat.MP4) {
            used.add("/output/format");
        }
        if (job.output().quality() != Quality.HIGH) {
            used.add("/output/quality");
        }
        NAMES.stream().filter(message::has).forEach(name -> used.add("/" + name));
        return used;
    }
}
