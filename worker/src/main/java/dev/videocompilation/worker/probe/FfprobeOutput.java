package dev.videocompilation.worker.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Collects ffprobe's {@code -of compact} lines: a section's name, then {@code key=value} pairs, all parted by bars. Only
 * numbers, hashes and ffmpeg's own words are asked for, never tags, so no value holds a bar.
 */
final class FfprobeOutput {
    /** What is asked of each section. */
    static final String ENTRIES = String.join(
            ":",
            "packet=stream_index,pts,dts,duration,size,pos,flags,data_hash",
            "packet_side_data=",
            "stream=index,codec_type,codec_name,profile,codec_tag_string,extradata_hash,width,height,sample_aspect_ratio,"
                    + "pix_fmt,field_order,color_range,color_space,color_transfer,color_primaries,time_base,r_frame_rate,"
                    + "nb_frames,sample_rate,channels,channel_layout,bit_rate",
            "stream_disposition=attached_pic",
            "stream_tags=",
            "stream_side_data=displaymatrix,crop_top,crop_bottom,crop_left,crop_right",
            "format=format_name,start_time,duration",
            "format_tags=");

    /** What is asked where only the number of each stream's packets matters. */
    static final String STREAM_OF_PACKET = "packet=stream_index:packet_side_data=:format_tags=:stream_tags=";

    private final Map<String, String> format = new HashMap<>();
    private final List<Map<String, String>> streams = new ArrayList<>();
    private final Map<Integer, PacketRows> packets = new HashMap<>();
    private final Runnable beforePacket;

    /** @param beforePacket runs ahead of each packet, and may throw to end the reading */
    FfprobeOutput(Runnable beforePacket) {
        this.beforePacket = beforePacket;
    }

    void accept(String line) {
        int bar = line.indexOf('|');
        if (bar < 0) {
            return;
        }
        switch (line.substring(0, bar)) {
            case "packet" -> addPacket(pairs(line, bar));
            case "stream" -> streams.add(pairs(line, bar));
            case "format" -> format.putAll(pairs(line, bar));
            default -> {
                // Sections that were not asked for.
            }
        }
    }

    MediaFacts facts(List<String> complaints) {
        return new MediaFacts(format, streams, packets, Map.of(), complaints);
    }

    private void addPacket(Map<String, String> pairs) {
        beforePacket.run();
        String flags = pairs.getOrDefault("flags", "");
        long dts = number(pairs, "dts", 0);
        packets.computeIfAbsent((int) number(pairs, "stream_index", -1), index -> new PacketRows())
                .append(new Packet(
                        number(pairs, "pts", dts),
                        dts,
                        number(pairs, "duration", 0),
                        (int) number(pairs, "size", 0),
                        flags.indexOf('K') >= 0,
                        flags.indexOf('D') >= 0,
                        PacketHash.parse(pairs.getOrDefault("data_hash", "")),
                        number(pairs, "pos", -1)));
    }

    /** Which stream the packet of a line is of; empty where the line is of no packet. */
    static OptionalInt streamOfPacket(String line) {
        int bar = line.indexOf('|');
        return bar > 0 && line.substring(0, bar).equals("packet")
                ? OptionalInt.of((int) number(pairs(line, bar), "stream_index", -1))
                : OptionalInt.empty();
    }

    static long number(Map<String, String> pairs, String key, long fallback) {
        String text = pairs.getOrDefault(key, "N/A");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return fallback;
        }
    }

    private static Map<String, String> pairs(String line, int bar) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String part : line.substring(bar + 1).split("\\|", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                // Side data repeats a key per entry; the first one stands.
                pairs.putIfAbsent(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return pairs;
    }
}
