package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.Container;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What keeps a clip's pictures from being copied into any output, whatever the other clips are. */
final class CopyObstacle {
    /** Which sample entries an mp4 file of this codec may carry here. */
    private static final Map<String, Set<String>> SAMPLE_ENTRIES =
            Map.of("h264", Set.of("avc1"), "hevc", Set.of("hvc1"));

    private CopyObstacle() {}

    /**
     * The first one.
     *
     * @param joined whether there are other clips
     */
    static Optional<Reason> of(ProbedClip clip, boolean joined) {
        PacketTable pictures = clip.video().packets();
        Packet first = pictures.packets().get(0);
        if (clip.container() != Container.ISO_BMFF) {
            return reason("container", clip.container().description() + ", not MP4");
        }
        Set<String> entries = SAMPLE_ENTRIES.getOrDefault(clip.video().codec(), Set.of());
        if (entries.isEmpty()) {
            return reason("video codec", clip.video().codec() + ", not H.264 or HEVC");
        }
        if (!entries.contains(clip.video().sampleEntry())) {
            return reason(
                    "sample entry",
                    clip.video().sampleEntry() + ", not " + entries.iterator().next());
        }
        if (clip.video().parameterSetsHash().equals("unknown")) {
            return reason("parameter sets", "none in the sample entry (avcC or hvcC)");
        }
        if (!clip.video().entry().one()) {
            return reason("sample entry", "not one that can be read and shows the whole picture");
        }
        if (joined && clip.video().entry().otherSets()) {
            // They would stay in force in the clips after it, whose sets have the same ids.
            return reason("parameter sets", "others in the samples than in the sample entry");
        }
        if (pictures.timeBase().numerator() != 1) {
            return reason("time base", "the unusual " + pictures.timeBase());
        }
        if (pictures.packets().stream().anyMatch(packet -> packet.offset() < 0)) {
            return reason("index", "does not tell where every frame lies");
        }
        return inTime(clip, pictures, first, joined);
    }

    private static Optional<Reason> inTime(ProbedClip clip, PacketTable pictures, Packet first, boolean joined) {
        if (pictures.hasDiscardedPackets()) {
            return reason("edit list", "hides frames");
        }
        if (!first.key()) {
            return reason("first frame", "is no key frame");
        }
        if (first.pts() != pictures.startTicks()) {
            // After a join a decoder would build these pictures from the clip before (HEVC's RASL pictures, ITU-T H.265
            // 3.129).
            return reason("first frame", "is shown after others");
        }
        if (pictures.packets().stream().anyMatch(packet -> packet.duration() <= 0)) {
            return reason("frame rate", "a frame without duration");
        }
        long decoded = Long.MIN_VALUE;
        for (Packet packet : pictures.packets()) {
            if (packet.pts() < packet.dts() || packet.dts() <= decoded) {
                return reason("decoding times", "not in order");
            }
            decoded = packet.dts();
        }
        if (decoded - first.dts() >= pictures.endTicks() - pictures.startTicks()) {
            return reason("decoding times", "go on after the last picture's end");
        }
        boolean late = joined && pictures.startTicks() != 0;
        if (clip.start().numerator() != 0 || late || pictures.startTicks() < 0) {
            Rational start = clip.start().numerator() != 0 ? clip.start() : pictures.start();
            return reason("start", "%.3f s off zero".formatted(start.toDouble()));
        }
        return Optional.empty();
    }

    private static Optional<Reason> reason(String field, String detail) {
        return Optional.of(new Reason(field, detail));
    }
}
