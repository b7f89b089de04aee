package dev.videocompilation.worker.lettering;

import java.text.Bidi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The order in which a line's characters stand (Unicode Standard Annex 9), for ffmpeg's drawtext, where it is built without FriBidi, puts
 * them down from left to right as they come.
 */
final class VisualOrder {
    /** A character with the marks that stand on it. */
    private static final Pattern CLUSTER = Pattern.compile("\\P{M}\\p{M}*|\\p{M}+", Pattern.DOTALL);

    private static final String MIRRORED = "()[]{}<>«»";

    private VisualOrder() {}

    static String of(String line) {
        char[] characters = line.toCharArray();
        if (!Bidi.requiresBidi(characters, 0, characters.length)) {
            return line;
        }
        Bidi bidi = new Bidi(line, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
        byte[] levels = new byte[bidi.getRunCount()];
        String[] runs = new String[levels.length];
        for (int i = 0; i < levels.length; i++) {
            String run = line.substring(bidi.getRunStart(i), bidi.getRunLimit(i));
            levels[i] = (byte) bidi.getRunLevel(i);
            runs[i] = levels[i] % 2 == 0 ? run : reversed(run);
        }
        Bidi.reorderVisually(levels, 0, runs, 0, runs.length);
        return String.join("", runs);
    }

    private static String reversed(String run) {
        List<String> clusters = new ArrayList<>(
                CLUSTER.matcher(run).results().map(MatchResult::group).toList());
        Collections.reverse(clusters);
        StringBuilder reversed = new StringBuilder();
        for (String cluster : clusters) {
            int mirrored = MIRRORED.indexOf(cluster);
            reversed.append(mirrored < 0 ? cluster : MIRRORED.substring(mirrored ^ 1, (mirrored ^ 1) + 1));
        }
        return reversed.toString();
    }
}
