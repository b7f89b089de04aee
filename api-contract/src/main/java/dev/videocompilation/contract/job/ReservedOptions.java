package dev.videocompilation.contract.job;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The options of the message that the schema knows and the workers of this release do not. */
final class ReservedOptions {
    static final List<String> NAMES = List.of("music", "captions", "overlays", "preview", "maxSizeBytes");

    private ReservedOptions() {}

    /** The JSON Pointers of everything in the message that is not supported yet, whatever its value. */
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
