package dev.videocompilation.worker.plan;

/** What becomes of the loudness of sound that is made anew (EBU R 128, ITU-R BS.1770). */
public sealed interface Loudness {
    /** What is aimed at, in LUFS over the whole. */
    double TARGET_LUFS = -14;

    /** The greatest true peak that is aimed at, in dBTP. */
    double MOST_TRUE_PEAK_DB = -1;

    /** Nothing. */
    record AsItComes() implements Loudness {}

    /** It is to be brought to the target, once it is measured. */
    record ToBeMeasured() implements Loudness {}

    /**
     * It was to be brought to the target, which makes no sense.
     *
     * @param why as it reads in brackets
     */
    record LeftAlone(String why) implements Loudness {}

    /**
     * It is brought from one loudness to another.
     *
     * @param fromLufs as measured
     * @param toLufs the target, or what peaks allow
     * @param means how
     * @param trimDb by how much all is made louder after a compression, which misses the target a little
     */
    record Brought(double fromLufs, double toLufs, Means means, double trimDb) implements Loudness {
        /** By one factor. */
        public static Brought byGain(double fromLufs, double toLufs) {
            return new Brought(fromLufs, toLufs, Means.GAIN, 0);
        }

        public double gainDb() {
            return toLufs - fromLufs;
        }
    }

    /** How loudness is changed. */
    enum Means {
        /** All by the same factor. */
        GAIN,
        /** By a factor that changes slowly, and with peaks held down. */
        COMPRESSION
    }
}
