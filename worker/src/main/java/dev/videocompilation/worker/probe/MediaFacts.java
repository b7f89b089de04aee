package dev.videocompilation.worker.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything ffprobe said of a file, by section.
 *
 * @param format of the file
 * @param streams in order
 * @param packets by stream index, in order of reading
 * @param hidden by stream index, how many packets are there besides, which an edit list keeps from being presented
 * @param complaints what ffprobe said on its standard error
 */
record MediaFacts(
        Map<String, String> format,
        List<Map<String, String>> streams,
        Map<Integer, PacketRows> packets,
        Map<Integer, Integer> hidden,
        List<String> complaints) {

    /** Packets of a stream that are there, presented or not. */
    int present(int stream) {
        return packets.getOrDefault(stream, new PacketRows()).size() + hidden.getOrDefault(stream, 0);
    }

    /** Whether the index names packets of any stream that were not read. */
    boolean lacksPackets() {
        return streams.stream()
                .anyMatch(stream -> FfprobeOutput.number(stream, "nb_frames", 0)
                        > present((int) FfprobeOutput.number(stream, "index", -1)));
    }

    /** The same, knowing how many packets of each stream there are when no edit list is obeyed. */
    MediaFacts withPresent(Map<Integer, Integer> present) {
        Map<Integer, Integer> more = new HashMap<>();
        present.forEach((stream, count) -> more.put(stream, Math.max(0, count - present(stream))));
        return new MediaFacts(format, streams, packets, more, complaints);
    }
}
