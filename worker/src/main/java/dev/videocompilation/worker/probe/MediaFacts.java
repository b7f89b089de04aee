package dev.videocompilation.worker.probe;

import java.util.List;
import java.util.Map;

/**
 * Everything ffprobe said of a file, by section.
 *
 * @param format of the file
 * @param streams in order
 * @param packets by stream index, in order of reading
 * @param complaints what ffprobe said on its standard error
 */
record MediaFacts(
        Map<String, String> format,
        List<Map<String, String>> streams,
        Map<Integer, PacketRows> packets,
        List<String> complaints) {}
