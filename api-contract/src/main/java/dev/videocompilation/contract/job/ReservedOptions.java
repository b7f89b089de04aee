package dev.videocompilation.contract.job;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The options of the message that the schema knows and the workers of this release do not. */
final class ReservedOptions {
    static final List<String> NAMES = List.of("music", "captions", "preview");

    private ReservedOptions() {}

    /** The JSON Pointers of everything in the message that is not supported yet, whatever its value. */
    static List<String> usedBy(ObjectNode message) {
        return NAMES.stream().filter(message::has).map(name -> "/" + name).toList();
    }
}
