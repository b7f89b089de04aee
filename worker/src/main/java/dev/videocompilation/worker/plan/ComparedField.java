package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.ProbedClip;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A fact in which all clips must be equal whose pictures are copied into one track. ISO/IEC 14496-12 gives each of a track's samples
 * one of the track's descriptions; what is listed here is what a player reads from these, or takes from the first clip for all.
 *
 * @param name as it stands in a reason
 * @param value the fact as a person reads it; equal texts, equal facts
 */
record ComparedField(String name, Function<ProbedClip, String> value) {
    static final String ENTRY_BOXES = "sample entry boxes";
    static final String PARAMETER_SETS = "parameter sets";

    /** In the order in which a difference is reported: the fields a person can act on first, their consequences last. */
    static final List<ComparedField> ALL = List.of(
            new ComparedField("video codec", clip -> clip.video().codec()),
            new ComparedField("sample entry", clip -> clip.video().sampleEntry()),
            new ComparedField(
                    "picture size",
                    clip -> clip.video().width() + "x" + clip.video().height()),
            new ComparedField("sample aspect ratio", clip -> clip.video().sampleAspect()),
            new ComparedField("frame rate", clip -> clip.video().frameRate().toString()),
            new ComparedField("pixel format", clip -> clip.video().pixelFormat()),
            new ComparedField("field order", clip -> clip.video().fieldOrder()),
            new ComparedField("colour", clip -> clip.video().colour().toString()),
            new ComparedField("display matrix", clip -> clip.video().displayMatrix()),
            new ComparedField("video profile", clip -> clip.video().profile()),
            new ComparedField(ENTRY_BOXES, clip -> clip.video().entry().boxes()),
            new ComparedField(PARAMETER_SETS, clip -> clip.video().parameterSetsHash()));

    ComparedField {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
    }

    String of(ProbedClip clip) {
        return value.apply(clip);
    }

    /** Where a clip differs from another; empty where both can be copied into one track. */
    static List<Reason> differences(ProbedClip clip, ProbedClip wanted) {
        return ALL.stream()
                .filter(field -> !field.of(clip).equals(field.of(wanted)))
                .map(field -> Reason.difference(field, field.of(clip), field.of(wanted)))
                .toList();
    }
}
