package dev.videocompilation.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a compiled video shows the frames of those clips that were copied into it, each clip's without a gap, in the clips' order.
 * What stands between them are the frames of re-encoded clips, however many.
 *
 * @param expected how many frames the copied clips have together
 * @param equal how many frames of the video are the one that belongs there
 * @param frameCounts how many frames of the video are each clip's; of re-encoded clips one after another, the first one's are all
 * @param difference the first thing that is not as it should be
 */
record FrameComparison(int expected, int equal, List<Integer> frameCounts, Optional<String> difference) {
    FrameComparison {
        frameCounts = List.copyOf(frameCounts);
        Objects.requireNonNull(difference);
    }

    static FrameComparison of(List<ClipFrames> clips, List<String> compiled) {
        int expected = 0;
        int equal = 0;
        int position = 0;
        Optional<String> difference = Optional.empty();
        List<Integer> counts = new ArrayList<>();
        int gapOf = -1;
        for (int i = 0; i < clips.size(); i++) {
            ClipFrames clip = clips.get(i);
            if (!clip.copied()) {
                gapOf = gapOf < 0 ? i : gapOf;
                counts.add(0);
                continue;
            }
            if (gapOf >= 0) {
                List<String> rest = compiled.subList(Math.min(position, compiled.size()), compiled.size());
                int gap = Math.max(0, Collections.indexOfSubList(rest, clip.hashes()));
                counts.set(gapOf, gap);
                position += gap;
                gapOf = -1;
            }
            for (int frame = 0; frame < clip.hashes().size(); frame++) {
                if (position < compiled.size()
                        && compiled.get(position).equals(clip.hashes().get(frame))) {
                    equal++;
                } else if (difference.isEmpty()) {
                    String found = position < compiled.size() ? "is another picture" : "is missing";
                    difference = Optional.of("frame %d of the video, which is frame %d of %s, %s"
                            .formatted(position + 1, frame + 1, clip.name(), found));
                }
                position++;
            }
            expected += clip.hashes().size();
            counts.add(clip.hashes().size());
        }
        int rest = compiled.size() - position;
        if (gapOf >= 0) {
            counts.set(gapOf, Math.max(0, rest));
        } else if (difference.isEmpty() && rest > 0) {
            difference = Optional.of("the video has %d frames, the clips have %d".formatted(compiled.size(), position));
        }
        return new FrameComparison(expected, equal, counts, difference);
    }

    /**
     * Insists on equality.
     *
     * @throws DemoFailedException naming the first difference
     */
    void requireEqual() {
        difference.ifPresent(what -> {
            throw new DemoFailedException("Only " + this + ": " + what + ".");
        });
    }

    @Override
    public String toString() {
        return "%d of %d frames are equal".formatted(equal, expected);
    }
}
