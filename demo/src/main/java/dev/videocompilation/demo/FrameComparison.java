package dev.videocompilation.demo;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a compiled video shows the clips' frames one after another.
 *
 * @param expected how many frames the clips have together
 * @param equal how many frames of the video are the one that belongs there
 * @param difference the first thing that is not as it should be
 */
record FrameComparison(int expected, int equal, Optional<String> difference) {
    FrameComparison {
        Objects.requireNonNull(difference);
    }

    static FrameComparison of(List<ClipFrames> clips, List<String> compiled) {
        int position = 0;
        int equal = 0;
        Optional<String> difference = Optional.empty();
        for (ClipFrames clip : clips) {
            for (int i = 0; i < clip.hashes().size(); i++) {
                if (position < compiled.size()
                        && compiled.get(position).equals(clip.hashes().get(i))) {
                    equal++;
                } else if (difference.isEmpty()) {
                    String found = position < compiled.size() ? "is another picture" : "is missing";
                    difference = Optional.of("frame %d of the video, which is frame %d of %s, %s"
                            .formatted(position + 1, i + 1, clip.name(), found));
                }
                position++;
            }
        }
        if (difference.isEmpty() && compiled.size() > position) {
            difference = Optional.of("the video has %d frames, the clips have %d".formatted(compiled.size(), position));
        }
        return new FrameComparison(position, equal, difference);
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
