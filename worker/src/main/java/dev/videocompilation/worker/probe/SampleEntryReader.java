package dev.videocompilation.worker.probe;

import dev.videocompilation.worker.isobmff.NalUnits;
import dev.videocompilation.worker.isobmff.TrackDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads what an ISO file tells of its pictures and ffprobe does not. */
final class SampleEntryReader {
    private SampleEntryReader() {}

    static SampleEntryFacts read(Path file, MediaFacts facts) throws IOException {
        Optional<TrackDescription> description = TrackDescription.read(file, TrackDescription.VIDEO);
        if (description.isEmpty()) {
            return SampleEntryFacts.NONE;
        }
        Optional<NalUnits> units = NalUnits.of(description.get());
        return new SampleEntryFacts(
                true,
                units.map(NalUnits::lengthBytes).orElse(0),
                units.isPresent() && otherSets(units.get(), file, facts),
                description.get().presentation());
    }

    private static boolean otherSets(NalUnits units, Path file, MediaFacts facts) throws IOException {
        for (Map<String, String> stream : facts.streams()) {
            if ("video".equals(stream.get("codec_type")) && !"1".equals(stream.get("disposition:attached_pic"))) {
                int index = (int) FfprobeOutput.number(stream, "index", -1);
                PacketRows packets = facts.packets().getOrDefault(index, new PacketRows());
                try (NalUnits.Reader reader = units.read(file)) {
                    for (Packet packet : packets) {
                        if (packet.offset() >= 0 && reader.holdsOtherSets(packet.offset(), packet.sizeBytes())) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }
}
