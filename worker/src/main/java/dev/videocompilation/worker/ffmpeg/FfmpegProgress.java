package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.worker.probe.Rational;
import java.util.function.DoubleConsumer;

/** Reads the {@code key=value} lines of ffmpeg's {@code -progress} and tells how much of the output is made. */
final class FfmpegProgress {
    private static final String OUT_TIME = "out_time_us=";

    private final double totalSeconds;
    private final DoubleConsumer listener;
    private double told;

    FfmpegProgress(Rational total, DoubleConsumer listener) {
        this.totalSeconds = Math.max(total.toDouble(), 0.001);
        this.listener = listener;
    }

    void accept(String line) {
        if (line.startsWith(OUT_TIME)) {
            tell(seconds(line.substring(OUT_TIME.length())) / totalSeconds);
        } else if (line.equals("progress=end")) {
            tell(1);
        }
    }

    private void tell(double share) {
        double bounded = Math.min(share, 1);
        if (bounded > told) {
            told = bounded;
            listener.accept(bounded);
        }
    }

    /** ffmpeg says N/A until it knows. */
    private static double seconds(String microseconds) {
        try {
            return Long.parseLong(microseconds.strip()) / 1e6;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
