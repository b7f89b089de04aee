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
 * @param oneDescription whether one sample entry that can be read describes all samples, and shows the whole of each picture
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
        boolean oneDescription,
        PacketTable packets) {

    /** The sample aspect ratio as a number. */
    public Rational sampleAspectRatio() {
        String[] parts = sampleAspect.split(":", 2);
        try {
            Rational ratio = new Rational(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            return ratio.numerator() > 0 ? ratio : Rational.of(1);
        } catch (NumberFormatException | ArithmeticException | ArrayIndexOutOfBoundsException e) {
            return Rational.of(1);
        }
    }

    /** Whether the display matrix turns the pictures by a quarter, so that width becomes height. */
    public boolean isTurned() {
        String[] numbers = displayMatrix.split(" ", -1);
        return numbers.length == 9 && numbers[0].equals("0") && !numbers[1].equals("0");
    }

    /**
     * Colour tags as ffprobe names them, {@code unknown} where the stream has none.
     *
     * @param range {@code tv} or {@code pc}
     * @param matrix {@code bt709}, …
     * @param transfer {@code bt709}, {@code arib-std-b67}, …
     * @param primaries {@code bt709}, …
     */
    public record Colour(String range, String matrix, String transfer, String primaries) {
        /** Whether brightness is told by PQ or HLG (ITU-R BT.2100). */
        public boolean isHighDynamicRange() {
            return transfer.equals("smpte2084") || transfer.equals("arib-std-b67");
        }

        /** Whether none of the four is unknown. */
        public boolean isTold() {
            return !toString().contains("unknown");
        }

        @Override
        public String toString() {
            return range + "/" + matrix + "/" + transfer + "/" + primaries;
        }
    }
}
