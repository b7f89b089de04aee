package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * A fact in which all clips must be equal before their packets may stand one after another in one track. ISO/IEC 14496-12
 * gives a track one time base and each of its samples one of the track's descriptions; what is listed here is what a player
 * reads from these, or takes from the first clip for all.
 *
 * @param name as it stands in a refusal
 * @param value the fact as a person reads it; equal texts, equal facts
 */
record ComparedField(String name, Function<ProbedClip, String> value) {
    /** What the output's video track must share with the clips whose packets it carries. */
    static final Set<String> OF_THE_PICTURE = Set.of(
            "video codec",
            "sample entry",
            "picture size",
            "sample aspect ratio",
            "time base",
            "pixel format",
            "colour",
            "display matrix",
            "video profile",
            "parameter sets");

    /** In the order in which a difference is reported: the fields a person can act on first, their consequences last. */
    static final List<ComparedField> ALL = List.of(
            new ComparedField("streams", clip -> String.join(" + ", clip.streamKinds())),
            new ComparedField("video codec", clip -> clip.video().codec()),
            new ComparedField("sample entry", clip -> clip.video().sampleEntry()),
            new ComparedField(
                    "picture size",
                    clip -> clip.video().width() + "x" + clip.video().height()),
            new ComparedField("sample aspect ratio", clip -> clip.video().sampleAspect()),
            new ComparedField("frame rate", clip -> clip.video().frameRate().toString()),
            new ComparedField(
                    "time base", clip -> clip.video().packets().timeBase().toString()),
            new ComparedField("pixel format", clip -> clip.video().pixelFormat()),
            new ComparedField("field order", clip -> clip.video().fieldOrder()),
            new ComparedField("colour", clip -> clip.video().colour().toString()),
            new ComparedField("display matrix", clip -> clip.video().displayMatrix()),
            new ComparedField("video profile", clip -> clip.video().profile()),
            new ComparedField("decoding delay", ComparedField::decodingDelay),
            new ComparedField("parameter sets", clip -> clip.video().parameterSetsHash()),
            new ComparedField("audio codec", audio(AudioStream::codec)),
            new ComparedField("audio profile", audio(AudioStream::profile)),
            new ComparedField("audio sample rate", audio(stream -> stream.sampleRateHz() + " Hz")),
            new ComparedField("audio channels", audio(stream -> Integer.toString(stream.channels()))),
            new ComparedField("audio channel layout", audio(AudioStream::channelLayout)));

    ComparedField {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
    }

    /**
     * How long before its presentation the first picture is decoded, which B-frames ask for. A track's decoding times must grow
     * (ISO/IEC 14496-12, 8.6.1.2), so a clip that asks for more than the one ahead of it cannot follow.
     */
    private static String decodingDelay(ProbedClip clip) {
        PacketTable pictures = clip.video().packets();
        Packet first = pictures.packets().get(0);
        return "%.3f s"
                .formatted(pictures.timeBase().times(first.pts() - first.dts()).toDouble());
    }

    String of(ProbedClip clip) {
        return value.apply(clip);
    }

    private static Function<ProbedClip, String> audio(Function<AudioStream, String> fact) {
        return clip -> clip.audio().map(fact).orElse("none");
    }
}
