package dev.videocompilation.demo;

import java.io.PrintStream;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Says what happens, with the seconds since the demo began. Thread-safe. */
final class Progress {
    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final long beganAtNanos;

    Progress(PrintStream out, LongSupplier nanoTime) {
        this.out = Objects.requireNonNull(out);
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.beganAtNanos = nanoTime.getAsLong();
    }

    synchronized void say(String what) {
        double seconds = (nanoTime.getAsLong() - beganAtNanos) / 1e9;
        out.println("%6.1f s  %s".formatted(seconds, what));
        out.flush();
    }
}
