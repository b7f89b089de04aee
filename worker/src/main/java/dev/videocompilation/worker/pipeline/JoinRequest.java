package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.contract.job.Transition.AtJoin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What to join, and how.
 *
 * @param clips in order, at least one, all in one directory
 * @param output what to make of them
 * @param options what is wished beyond that
 * @param captions the file of the options' captions; present where these are
 */
public record JoinRequest(List<ClipFile> clips, OutputSpec output, CompileOptions options, Optional<Path> captions) {
    public JoinRequest {
        clips = List.copyOf(clips);
        Objects.requireNonNull(output);
        Objects.requireNonNull(options);
        if (clips.isEmpty()) {
            throw new IllegalArgumentException("nothing to join");
        }
        if (captions.isPresent() != options.captions().isPresent()) {
            throw new IllegalArgumentException("captions without their file, or a file without captions");
        }
    }

    /** One without captions. */
    public JoinRequest(List<ClipFile> clips, OutputSpec output, CompileOptions options) {
        this(clips, output, options, Optional.empty());
    }

    /** The clips as they are, one after another, in an MP4. */
    public static JoinRequest of(List<ClipFile> clips) {
        return new JoinRequest(clips, OutputSpec.DEFAULT, CompileOptions.DEFAULT);
    }

    /** The same for some of the clips, each of them one of these. */
    JoinRequest with(List<ClipFile> some) {
        List<Integer> places = some.stream().map(clips::indexOf).toList();
        return new JoinRequest(some, output, withoutOthers(options, places, clips.size()), captions);
    }

    /**
     * Options whose joins are counted over some of the clips that they were wished for. Where one is left out, what follows it comes
     * after what was before it, by its own transition.
     *
     * @param places of those that are left, from 0, in ascending order
     * @param all how many there were
     */
    static CompileOptions withoutOthers(CompileOptions options, List<Integer> places, int all) {
        if (options.transition().isEmpty() || places.size() == all) {
            return options;
        }
        Transition transition = options.transition().get();
        List<AtJoin> joins = new ArrayList<>();
        for (int i = 1; i < places.size(); i++) {
            AtJoin own = transition.at(places.get(i));
            joins.add(new AtJoin(i, own.type(), own.duration()));
        }
        // One that does not exist is still to be refused.
        transition.joins().stream().filter(at -> at.join() >= all).forEach(joins::add);
        return options.withTransition(new Transition(transition.type(), transition.duration(), joins));
    }

    List<Path> files() {
        return clips.stream().map(ClipFile::file).toList();
    }
}
