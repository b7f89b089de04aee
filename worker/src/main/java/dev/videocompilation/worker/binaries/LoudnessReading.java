package dev.videocompilation.worker.binaries;

/** Reads what ffmpeg's filter ebur128 measures: the loudness and the true peak of all that has passed it (EBU R 128). */
public final class LoudnessReading {
    /** The filters that measure and print. */
    public static final String FILTERS = "ebur128=metadata=1:peak=true,ametadata=mode=print:file=-";

    private static final String INTEGRATED = "lavfi.r128.I=";
    private static final String TRUE_PEAK = "lavfi.r128.true_peak=";
    /** The gate of BS.1770: of what is softer nothing counts. */
    private static final double SILENCE_LUFS = -70;

    private double integratedLufs = SILENCE_LUFS;
    private double truePeak;

    /** Takes a line of ffmpeg's output. */
    public void accept(String line) {
        if (line.startsWith(INTEGRATED)) {
            integratedLufs = number(line, INTEGRATED, SILENCE_LUFS);
        } else if (line.startsWith(TRUE_PEAK)) {
            truePeak = number(line, TRUE_PEAK, 0);
        }
    }

    /** The loudness of the whole in LUFS; -70 where there is none. */
    public double integratedLufs() {
        return integratedLufs;
    }

    /** The greatest true peak in dBTP; far below zero where there is none. */
    public double truePeakDb() {
        return 20 * Math.log10(Math.max(truePeak, 1e-9));
    }

    private static double number(String line, String key, double fallback) {
        try {
            double number = Double.parseDouble(line.substring(key.length()).strip());
            return Double.isFinite(number) ? number : fallback;
        } catch (NumberFormatException e) {
            return fallback;
        }
    }
}
