package dev.videocompilation.worker.probe;

import java.util.Set;

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
 * @param entry what its sample entry and samples tell besides
 * @param cropping what the container hides of each picture
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
        SampleEntryFacts entry,
        Cropping cropping,
        PacketTable packets) {

    /**
     * Pixels at the edges of the coded picture that are not shown.
     *
     * @param width of those at the left and at the right together
     * @param height of those at the top and at the bottom together
     */
    public record Cropping(int width, int height) {
        public static final Cropping NONE = new Cropping(0, 0);
    }

    /** The width that is shown, before the display matrix. */
    public int shownWidth() {
        return Math.max(1, width - cropping.width());
    }

    /** The height that is shown, before the display matrix. */
    public int shownHeight() {
        return Math.max(1, height - cropping.height());
    }

    /** Whether it is shown as it is coded: upright and whole. */
    public boolean isPlain() {
        return displayMatrix.isEmpty() && cropping.equals(Cropping.NONE);
    }

    /** The sample aspect ratio as a number. */
    public Rational sampleAspectRatio() {
        return ratio(sampleAspect);
    }

    /** A ratio such as {@code 4:3} as a number; 1 where it is none. */
    public static Rational ratio(String text) {
        String[] parts = text.split(":", 2);
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
        /** What zscale converts from and to, by the names that ffprobe has for them too. */
        private static final Set<String> KNOWN_MATRICES = Set.of(
                "unknown",
                "bt709",
                "fcc",
                "bt470bg",
                "smpte170m",
                "smpte240m",
                "bt2020nc",
                "bt2020c",
                "gbr",
                "ycgco",
                "chroma-derived-nc",
                "chroma-derived-c",
                "ictcp");

        private static final Set<String> KNOWN_TRANSFERS = Set.of(
                "unknown",
                "bt709",
                "bt470m",
                "bt470bg",
                "smpte170m",
                "smpte240m",
                "linear",
                "bt2020-10",
                "bt2020-12",
                "iec61966-2-1",
                "iec61966-2-4",
                "smpte2084",
                "arib-std-b67");

        private static final Set<String> KNOWN_PRIMARIES = Set.of(
                "unknown",
                "bt709",
                "bt470m",
                "bt470bg",
                "smpte170m",
                "smpte240m",
                "film",
                "bt2020",
                "smpte428",
                "smpte431",
                "smpte432");

        private static final int HD_LINES = 720;

        /** What players take pictures of so many lines for that tell nothing: BT.709 from 720 on, BT.601 below, limited range. */
        public static Colour usual(int lines) {
            String standard = lines >= HD_LINES ? "bt709" : "smpte170m";
            return new Colour("tv", standard, standard, standard);
        }

        /** Whether brightness is told by PQ or HLG (ITU-R BT.2100). */
        public boolean isHighDynamicRange() {
            return transfer.equals("smpte2084") || transfer.equals("arib-std-b67");
        }

        /** Whether each of the four is unknown, or one that can be converted. */
        public boolean isConvertible() {
            return KNOWN_MATRICES.contains(matrix)
                    && KNOWN_TRANSFERS.contains(transfer)
                    && KNOWN_PRIMARIES.contains(primaries);
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
