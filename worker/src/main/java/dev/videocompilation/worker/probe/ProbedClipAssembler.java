package dev.videocompilation.worker.probe;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.isobmff.TrackDescription;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import dev.videocompilation.worker.probe.VideoStream.Cropping;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns ffprobe's words into a {@link ProbedClip}, or names what makes the file no usable clip. */
final class ProbedClipAssembler {
    /** A last frame without a duration, and rounding to milliseconds. */
    private static final Rational MATROSKA_TOLERANCE = new Rational(1, 5);

    /** A year. */
    private static final long MOST_SECONDS = 365 * 86_400L;

    private final ClipRef ref;
    private final Path file;
    private final Container container;
    private final long sizeBytes;
    private final ProbeSettings limits;
    private final SampleEntryFacts videoEntry;
    private final Optional<TrackDescription> soundEntry;

    /**
     * For one file.
     *
     * @param videoEntry what the file itself tells of its pictures' sample entry
     * @param soundEntry that of its sound, where it has one that can be read
     */
    ProbedClipAssembler(
            ClipRef ref,
            Path file,
            Container container,
            long sizeBytes,
            ProbeSettings limits,
            SampleEntryFacts videoEntry,
            Optional<TrackDescription> soundEntry) {
        this.ref = ref;
        this.file = file;
        this.container = container;
        this.sizeBytes = sizeBytes;
        this.limits = limits;
        this.videoEntry = videoEntry;
        this.soundEntry = soundEntry;
    }

    ProbedClip assemble(MediaFacts facts) {
        List<Map<String, String>> videos = streams(facts, "video");
        List<Map<String, String>> audios = streams(facts, "audio");
        if (videos.isEmpty()) {
            throw rejected(ErrorCode.CLIP_UNREADABLE, "has no video stream");
        }
        if (videos.size() > 1 || audios.size() > 1) {
            throw rejected(
                    ErrorCode.CLIP_UNSUPPORTED,
                    "has %d video and %d audio streams; a clip has one video and at most one audio stream"
                            .formatted(videos.size(), audios.size()));
        }
        VideoStream video = video(videos.get(0), facts);
        // A recorder that was not let hear anything leaves a track without samples: that is no sound.
        Optional<AudioStream> audio = audios.stream()
                .findFirst()
                .map(stream -> audio(stream, facts))
                .filter(stream -> !stream.packets().isEmpty());
        audios.forEach(stream -> requireComplete("audio", stream, facts));
        requireToldLength(facts);
        audio.ifPresent(stream -> requireStartsTogether(video.packets(), stream.packets()));
        return new ProbedClip(
                ref,
                file,
                container,
                sizeBytes,
                facts.streams().stream()
                        .map(stream -> stream.getOrDefault("codec_type", "unknown"))
                        .toList(),
                seconds(facts.format().getOrDefault("start_time", "0")),
                video,
                audio);
    }

    /** The one stream of a file that holds sound alone. */
    AudioStream sound(MediaFacts facts) {
        List<Map<String, String>> audios = streams(facts, "audio");
        if (audios.size() != 1 || facts.streams().size() != 1) {
            throw rejected(ErrorCode.CLIP_UNREADABLE, "is not one audio stream");
        }
        requireComplete("audio", audios.get(0), facts);
        return audio(audios.get(0), facts);
    }

    private VideoStream video(Map<String, String> stream, MediaFacts facts) {
        VideoStream video = new VideoStream(
                word(stream, "codec_name"),
                word(stream, "profile"),
                word(stream, "codec_tag_string"),
                word(stream, "extradata_hash"),
                (int) FfprobeOutput.number(stream, "width", 0),
                (int) FfprobeOutput.number(stream, "height", 0),
                sampleAspect(stream),
                word(stream, "pix_fmt"),
                word(stream, "field_order"),
                new Colour(
                        word(stream, "color_range"),
                        word(stream, "color_space"),
                        word(stream, "color_transfer"),
                        word(stream, "color_primaries")),
                displayMatrix(stream),
                fraction(stream, "r_frame_rate"),
                FfprobeOutput.number(stream, "nb_frames", 0),
                videoEntry,
                cropping(stream),
                packets(stream, facts));
        if (video.width() <= 0 || video.height() <= 0 || video.packets().isEmpty()) {
            throw rejected(ErrorCode.CLIP_UNREADABLE, "has a video stream without pictures");
        }
        if ((long) video.width() * video.height() > limits.mostPixels()) {
            throw rejected(
                    ErrorCode.CLIP_TOO_LARGE,
                    "has pictures of %d x %d, more than the %d pixels allowed"
                            .formatted(video.width(), video.height(), limits.mostPixels()));
        }
        double shownWidth = video.sampleAspectRatio().toDouble() * video.width();
        if (shownWidth * video.height() > limits.mostPixels()) {
            throw rejected(
                    ErrorCode.CLIP_TOO_LARGE,
                    "has pictures that are shown as %.0f x %d (sample aspect ratio %s), more than the %d pixels allowed"
                            .formatted(shownWidth, video.height(), video.sampleAspect(), limits.mostPixels()));
        }
        if (video.packets().duration().toDouble() > limits.mostDuration().toSeconds()) {
            throw rejected(
                    ErrorCode.CLIP_TOO_LARGE,
                    "lasts %.0f s, longer than the %d s allowed"
                            .formatted(
                                    video.packets().duration().toDouble(),
                                    limits.mostDuration().toSeconds()));
        }
        requireComplete("video", stream, facts);
        requireReadable(facts);
        return video;
    }

    private AudioStream audio(Map<String, String> stream, MediaFacts facts) {
        return new AudioStream(
                word(stream, "codec_name"),
                word(stream, "profile"),
                (int) FfprobeOutput.number(stream, "sample_rate", 0),
                (int) FfprobeOutput.number(stream, "channels", 0),
                stream.getOrDefault("channel_layout", "").replace("unknown", ""),
                (int) (FfprobeOutput.number(stream, "bit_rate", 0) / 1000),
                FfprobeOutput.number(stream, "nb_frames", 0),
                soundEntry.isPresent(),
                soundEntry.flatMap(AacConfiguration::of),
                packets(stream, facts));
    }

    /** Far from where times in ticks leave 64 bits, whatever ticks they are brought to. */
    private void requireCountable(PacketTable packets) {
        long most = Math.max(MOST_SECONDS, limits.mostDuration().toSeconds());
        double second = packets.timeBase().toDouble();
        for (Packet packet : packets.packets()) {
            double first = (double) Math.min(packet.pts(), packet.dts()) * second;
            double last = ((double) Math.max(packet.pts(), packet.dts()) + (double) packet.duration()) * second;
            if (Math.max(Math.abs(first), Math.abs(last)) > most) {
                throw rejected(
                        ErrorCode.CLIP_UNREADABLE,
                        "has a frame at %.0f s, a time that no clip has"
                                .formatted(Math.abs(first) > most ? first : last));
            }
        }
    }

    /** Where one stream begins long after the other the clip is long, however short both are. */
    private void requireStartsTogether(PacketTable video, PacketTable audio) {
        double apart = Math.abs(audio.start().toDouble() - video.start().toDouble());
        if (apart > limits.mostDuration().toSeconds()) {
            throw rejected(
                    ErrorCode.CLIP_TOO_LARGE,
                    "has pictures and sound that begin %.0f s apart, longer than the %d s that a clip may last"
                            .formatted(apart, limits.mostDuration().toSeconds()));
        }
    }

    /** The index names each frame, so fewer packets than that mean that the media is not all there. */
    private void requireComplete(String kind, Map<String, String> stream, MediaFacts facts) {
        // AVI counts what it likes.
        long declared = container == Container.AVI ? 0 : FfprobeOutput.number(stream, "nb_frames", 0);
        int found = facts.present((int) FfprobeOutput.number(stream, "index", -1));
        if (declared > found) {
            throw rejected(
                    ErrorCode.CLIP_TRUNCATED,
                    "is cut short: its index names %d %s frames, of which %d are there"
                            .formatted(declared, kind, found));
        }
    }

    /** Matroska's index names no frame, but its header tells the length. */
    private void requireToldLength(MediaFacts facts) {
        if (container != Container.MATROSKA) {
            return;
        }
        Rational told = seconds(facts.format().getOrDefault("duration", "0"));
        Rational end = facts.streams().stream()
                .map(stream -> packets(stream, facts))
                .map(packets -> packets.timeBase().times(packets.endTicks()))
                .max(Comparator.naturalOrder())
                .orElse(Rational.ZERO);
        if (end.plus(MATROSKA_TOLERANCE).compareTo(told) < 0) {
            throw rejected(
                    ErrorCode.CLIP_TRUNCATED,
                    "is cut short: its header tells %.3f s, of which %.3f s are there"
                            .formatted(told.toDouble(), end.toDouble()));
        }
    }

    private void requireReadable(MediaFacts facts) {
        facts.complaints().stream()
                .filter(line -> line.contains("partial file") || line.contains("File ended prematurely"))
                .findFirst()
                .ifPresent(line -> {
                    throw rejected(ErrorCode.CLIP_TRUNCATED, "is cut short: its media ends before its index says");
                });
    }

    private static List<Map<String, String>> streams(MediaFacts facts, String kind) {
        return facts.streams().stream()
                .filter(stream -> kind.equals(stream.get("codec_type")))
                .filter(stream -> !"1".equals(stream.get("disposition:attached_pic")))
                .toList();
    }

    private PacketTable packets(Map<String, String> stream, MediaFacts facts) {
        int index = (int) FfprobeOutput.number(stream, "index", -1);
        PacketTable packets =
                new PacketTable(fraction(stream, "time_base"), facts.packets().getOrDefault(index, new PacketRows()));
        requireCountable(packets);
        return packets;
    }

    private static Cropping cropping(Map<String, String> stream) {
        int width = 0;
        int height = 0;
        for (String key : stream.keySet()) {
            int pixels = (int) FfprobeOutput.number(stream, key, 0);
            if (key.endsWith(":crop_left") || key.endsWith(":crop_right")) {
                width += pixels;
            } else if (key.endsWith(":crop_top") || key.endsWith(":crop_bottom")) {
                height += pixels;
            }
        }
        return new Cropping(width, height);
    }

    private static String displayMatrix(Map<String, String> stream) {
        return stream.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(":displaymatrix"))
                .map(entry -> entry.getValue()
                        .replace("\\n", " ")
                        .replaceAll("[0-9a-fA-F]{8}:", " ")
                        .strip()
                        .replaceAll("\\s+", " "))
                .findFirst()
                .orElse("");
    }

    private static String sampleAspect(Map<String, String> stream) {
        String ratio = stream.getOrDefault("sample_aspect_ratio", "N/A");
        return ratio.equals("N/A") || ratio.startsWith("0:") ? "1:1" : ratio;
    }

    private static String word(Map<String, String> stream, String key) {
        return stream.getOrDefault(key, "unknown");
    }

    private static Rational fraction(Map<String, String> stream, String key) {
        String[] parts = stream.getOrDefault(key, "0/1").split("/", 2);
        try {
            long denominator = parts.length == 2 ? Long.parseLong(parts[1]) : 1;
            return denominator == 0 ? Rational.ZERO : new Rational(Long.parseLong(parts[0]), denominator);
        } catch (NumberFormatException e) {
            return Rational.ZERO;
        }
    }

    /** ffprobe prints container times in seconds with six decimals. */
    private static Rational seconds(String text) {
        try {
            return new Rational(new BigDecimal(text).movePointRight(6).longValueExact(), 1_000_000);
        } catch (NumberFormatException | ArithmeticException e) {
            return Rational.ZERO;
        }
    }

    private RejectedException rejected(ErrorCode code, String what) {
        return new RejectedException(code, ref + " " + what, ref);
    }
}
