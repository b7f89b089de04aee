package dev.videocompilation.worker.verify;

import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.worker.isobmff.IsoBoxes;
import dev.videocompilation.worker.probe.MatroskaElements;
import dev.videocompilation.worker.probe.RiffChunks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a file must say of itself to be of a format, and where its index must stand. */
final class ContainerProof {
    private static final String QUICKTIME = "qt  ";

    private ContainerProof() {}

    /** What is wrong, empty where nothing is. */
    static List<String> defects(OutputFormat format, Path output) throws IOException {
        List<String> defects = new ArrayList<>();
        switch (format) {
            case MP4, MOV -> {
                boolean quickTime = IsoBoxes.majorBrand(output).equals(QUICKTIME);
                if (quickTime != (format == OutputFormat.MOV)) {
                    defects.add(quickTime ? "the output is QuickTime, not MP4" : "the output is not QuickTime");
                }
                if (!IsoBoxes.read(output).indexBeforeMedia()) {
                    defects.add("the output's index (moov) comes after its media (mdat)");
                }
            }
            case MKV, WEBM -> {
                MatroskaElements elements = MatroskaElements.read(output);
                String wanted = format == OutputFormat.MKV ? "matroska" : "webm";
                if (!elements.docType().equals(wanted)) {
                    defects.add("the output is a document of the type \"%s\", not %s"
                            .formatted(elements.docType(), wanted));
                }
                if (!elements.indexBeforeMedia()) {
                    defects.add("the output's index (Cues) does not come before its media (Cluster)");
                }
            }
            case AVI -> {
                if (!RiffChunks.haveIndex(output)) {
                    defects.add("the output has no index (idx1)");
                }
            }
        }
        return defects;
    }
}
