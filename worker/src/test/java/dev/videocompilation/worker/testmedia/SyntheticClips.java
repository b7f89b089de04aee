package dev.videocompilation.worker.testmedia;

import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.probe.AacConfiguration;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.Container;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketHash;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.SampleEntryFacts;
import dev.videocompilation.worker.probe.VideoStream;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Probed clips that no file stands behind. */
public final class SyntheticClips {
    private SyntheticClips() {}

    public static ProbedClip clip(int id) {
        return clip(id, new Rational(1, 15_360), 512, 30, 48_000);
    }

    public static ProbedClip clip(int id, Rational timeBase, long frameTicks, int frames, int sampleRateHz) {
        PacketTable pictures = new PacketTable(timeBase, packets(0, frameTicks, frames));
        PacketTable sound = new PacketTable(new Rational(1, sampleRateHz), packets(-1024, 1024, 48));
        VideoStream video = new VideoStream(
                "h264",
                "High",
                "avc1",
                "hash-1",
                160,
                90,
                "1:1",
                "yuv420p",
                "progressive",
                new Colour("tv", "bt709", "bt709", "bt709"),
                "",
                Rational.of(30),
                frames,
                new SampleEntryFacts(true, 4, false, ""),
                VideoStream.Cropping.NONE,
                pictures);
        AudioStream audio =
                new AudioStream("aac", "LC", sampleRateHz, 2, "stereo", 128, 48, true, Optional.empty(), sound);
        return new ProbedClip(
                ClipRef.video(id),
                Path.of("clip-%04d.mp4".formatted(id)),
                Container.ISO_BMFF,
                1_000,
                List.of("video", "audio"),
                Rational.ZERO,
                video,
                Optional.of(audio));
    }

    /** Clips 1 to {@code count}, equal in every field. */
    public static List<ProbedClip> clips(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(SyntheticClips::clip).toList();
    }

    public static List<Packet> packets(long start, long durationTicks, int count) {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = start + i * durationTicks;
            packets.add(new Packet(at, at, durationTicks, 100, i % 15 == 0, false, new PacketHash(0, i), 100L * i));
        }
        return packets;
    }

    public static ProbedClip withVideo(ProbedClip clip, VideoStream video) {
        return new ProbedClip(
                clip.ref(),
                clip.file(),
                clip.container(),
                clip.sizeBytes(),
                clip.streamKinds(),
                clip.start(),
                video,
                clip.audio());
    }

    public static ProbedClip withAudio(ProbedClip clip, AudioStream audio) {
        return new ProbedClip(
                clip.ref(),
                clip.file(),
                clip.container(),
                clip.sizeBytes(),
                clip.streamKinds(),
                clip.start(),
                clip.video(),
                Optional.of(audio));
    }

    public static ProbedClip withoutAudio(ProbedClip clip) {
        return new ProbedClip(
                clip.ref(),
                clip.file(),
                clip.container(),
                clip.sizeBytes(),
                List.of("video"),
                clip.start(),
                clip.video(),
                Optional.empty());
    }

    public static ProbedClip withStart(ProbedClip clip, Rational start) {
        return new ProbedClip(
                clip.ref(),
                clip.file(),
                clip.container(),
                clip.sizeBytes(),
                clip.streamKinds(),
                start,
                clip.video(),
                clip.audio());
    }

    public static ProbedClip withPackets(ProbedClip clip, List<Packet> packets) {
        return withVideo(
                clip,
                video(clip, "packets", new PacketTable(clip.video().packets().timeBase(), packets)));
    }

    /** The clip's video stream with one component of the record in place of its own. */
    public static VideoStream video(ProbedClip clip, String component, Object value) {
        VideoStream v = clip.video();
        return new VideoStream(
                text(component, "codec", value, v.codec()),
                text(component, "profile", value, v.profile()),
                text(component, "sampleEntry", value, v.sampleEntry()),
                text(component, "parameterSetsHash", value, v.parameterSetsHash()),
                component.equals("width") ? (int) value : v.width(),
                component.equals("height") ? (int) value : v.height(),
                text(component, "sampleAspect", value, v.sampleAspect()),
                text(component, "pixelFormat", value, v.pixelFormat()),
                text(component, "fieldOrder", value, v.fieldOrder()),
                component.equals("colour") ? (Colour) value : v.colour(),
                text(component, "displayMatrix", value, v.displayMatrix()),
                component.equals("frameRate") ? (Rational) value : v.frameRate(),
                v.declaredFrames(),
                component.equals("entry") ? (SampleEntryFacts) value : v.entry(),
                v.cropping(),
                component.equals("packets") ? (PacketTable) value : v.packets());
    }

    /** The clip's audio stream with one component of the record in place of its own. */
    public static AudioStream audio(ProbedClip clip, String component, Object value) {
        AudioStream a = clip.audio().orElseThrow();
        return new AudioStream(
                text(component, "codec", value, a.codec()),
                text(component, "profile", value, a.profile()),
                component.equals("sampleRateHz") ? (int) value : a.sampleRateHz(),
                component.equals("channels") ? (int) value : a.channels(),
                text(component, "channelLayout", value, a.channelLayout()),
                component.equals("bitrateKbps") ? (int) value : a.bitrateKbps(),
                a.declaredFrames(),
                component.equals("oneDescription") ? (boolean) value : a.oneDescription(),
                component.equals("aac") ? Optional.of((AacConfiguration) value) : a.aac(),
                component.equals("packets") ? (PacketTable) value : a.packets());
    }

    private static String text(String wanted, String component, Object value, String own) {
        return wanted.equals(component) ? (String) value : own;
    }
}
