package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.isobmff.AvcConfiguration;
import dev.videocompilation.worker.isobmff.TrackDescription;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.probe.ProbedClip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the parameter sets of the output's sample entry with those of the files that its pictures come from: these, byte for byte,
 * and no others. A player that reads the sample entry alone decodes by nothing else.
 */
final class ParameterSetProof {
    private ParameterSetProof() {}

    /** What is wrong, empty where nothing is. */
    static List<String> defects(CompilePlan plan, ProbedClip found, Path output) throws IOException {
        Map<String, ProbedClip> sources = new LinkedHashMap<>();
        for (PicturePiece piece : plan.pieces()) {
            sources.putIfAbsent(piece.source().video().parameterSetsHash(), piece.source());
        }
        if (sources.size() == 1) {
            return sources.containsKey(found.video().parameterSetsHash())
                    ? List.of()
                    : List.of("the output's parameter sets are not its clips'");
        }
        Optional<AvcConfiguration> whole = configuration(output);
        if (whole.isEmpty()) {
            return List.of("the output has no avcC that can be read");
        }
        List<String> defects = new ArrayList<>();
        int sets = 0;
        for (ProbedClip source : sources.values()) {
            Optional<AvcConfiguration> own = configuration(source.file());
            if (own.isEmpty() || !whole.get().hasSetsOf(own.get())) {
                defects.add("the output lacks parameter sets of " + source.ref());
            }
            sets += own.map(AvcConfiguration::sets).orElse(0);
        }
        if (whole.get().sets() > sets) {
            defects.add("the output has parameter sets of none of its clips");
        }
        return defects;
    }

    private static Optional<AvcConfiguration> configuration(Path file) throws IOException {
        return TrackDescription.read(file, TrackDescription.VIDEO)
                .flatMap(description -> description.box("avcC"))
                .flatMap(AvcConfiguration::parse);
    }
}
