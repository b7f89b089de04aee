package dev.videocompilation.worker.mux;

import java.util.function.DoubleConsumer;

/** One progress of several works of about equal length that go on side by side. */
final class SharedProgress {
    private final double[] shares;
    private final DoubleConsumer listener;
    private double told;

    SharedProgress(int works, DoubleConsumer listener) {
        this.shares = new double[works];
        this.listener = listener;
    }

    /** Takes the share of one work that is done. */
    DoubleConsumer of(int work) {
        return share -> tell(work, share);
    }

    private synchronized void tell(int work, double share) {
        shares[work] = share;
        double sum = 0;
        for (double each : shares) {
            sum += each;
        }
        double all = Math.min(1, sum / shares.length);
        if (all > told) {
            told = all;
            listener.accept(all);
        }
    }
}
