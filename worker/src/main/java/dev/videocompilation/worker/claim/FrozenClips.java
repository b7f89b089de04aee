package dev.videocompilation.worker.claim;

import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.SkippedClip;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a job's first claim found, for every later one.
 *
 * @param objects of the clips, in order
 * @param missing clips that could not be found and are skipped, in order
 */
public record FrozenClips(List<ClipObject> objects, List<Missing> missing) {
    /**
     * A clip that could not be found.
     *
     * @param place among all clips of the job, from 0
     * @param clip which, and why
     */
    public record Missing(int place, SkippedClip clip) {}

    public FrozenClips {
        objects = List.copyOf(objects);
        missing = List.copyOf(missing);
    }

    /** All of a job's clips, the missing ones among them. */
    public int count() {
        return objects.size() + missing.size();
    }

    /** The places of the objects among all of the job's clips, from 0. */
    public List<Integer> places() {
        Set<Integer> gaps = missing.stream().map(Missing::place).collect(Collectors.toSet());
        return IntStream.range(0, count())
                .filter(place -> !gaps.contains(place))
                .boxed()
                .toList();
    }

    public List<SkippedClip> skipped() {
        return missing.stream().map(Missing::clip).toList();
    }
}
