package dev.videocompilation.worker.probe;

/**
 * A video stream in the words of ffprobe.
 *
 * @param codec {@code h264}, {@code hevc}, …
 * @param profile {@code High}, …
 * @param sampleEntry the sample entry's four characters, {@code avc1}, {@code hvc1}, …
 * @param parameterSetsHash of the decoder configuration record (avcC, hvcC): equal bytes, equal hash
 * @param width of the coded picture in pixels
 * @param height of the coded picture in pixels
 * @param sampleAspect the sample aspect ratio, {@code 1:1} where none is told
 * @param pixelFormat {@code yuv420p}, …
 * @param fieldOrder {@code progressive}, …
 * @param colour range, matrix, transfer and primaries
 * @param displayMatrix the rotation matrix's numbers, empty where there is none
 * @param frameRate the lowest rate in which all timestamps can be told ({@code r_frame_rate})
 * @param declaredFrames what the container says, 0 where it does not
 * @param packets its packets
 */
public record VideoStream(
        String codec,
        String profile,
        String sampleEntry,
        String parameterSetsHash,
        int width,
        int height,
        String sampleAspect,
        String pixelFormat,
        String fieldOrder,
        Colour colour,
        String displayMatrix,
        Rational frameRate,
        long declaredFrames,
        PacketTable packets) {

    /**
     * Colour tags as ffprobe names them, {@code unknown} where the stream has none.
     *
     * @param range {@code tv} or {@code pc}
     * @param matrix {@code bt709}, …
     * @param transfer {@code bt709}, {@code arib-std-b67}, …
     * @param primaries {@code bt709}, …
     */
    public record Colour(String range, String matrix, String transfer, String primaries) {
        @Override
        public String toString() {
            return range + "/" + matrix + "/" + transfer + "/" + primaries;
        }
    }
}
