package dev.videocompilation.worker.probe;

/**
 * What a video track's sample entry and samples hold that ffprobe does not tell.
 *
 * @param one whether one sample entry that can be read describes all samples, and shows the whole of each picture
 * @param lengthBytes how many bytes tell the length of each NAL unit; 0 where there are none
 * @param otherSets whether samples hold parameter sets that the sample entry does not
 * @param boxes what the sample entry says of colour, light and space besides the coding: equal boxes, equal text
 */
public record SampleEntryFacts(boolean one, int lengthBytes, boolean otherSets, String boxes) {
    /** Of a file that has no sample entry, or none that can be read. */
    static final SampleEntryFacts NONE = new SampleEntryFacts(false, 0, false, "");
}
