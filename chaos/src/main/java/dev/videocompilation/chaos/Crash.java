package dev.videocompilation.chaos;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a worker with crash points calls at each of them. It kills its own process where the system properties say so: at the
 * {@code chaos.count}-th pass of the point {@code chaos.point}, and whenever ffmpeg has joined the clips of a job whose id begins with
 * {@code poison}. Each kill is told in the file {@code chaos.kills} first.
 */
public final class Crash {
    /** What the ids of jobs begin with that kill whoever compiles them. */
    static final String POISON = "poison";

    private static final String POINT = System.getProperty("chaos.point", "");
    private static final int COUNT = Integer.getInteger("chaos.count", 1);
    private static final @Nullable String KILLS = System.getProperty("chaos.kills");
    private static final AtomicInteger PASSES = new AtomicInteger();

    private Crash() {}

    /** Called from the woven code. */
    public static void reached(String point) {
        if (KILLS == null) {
            return;
        }
        String jobId = String.valueOf(MDC.get("jobId"));
        if (point.equals(CrashPoint.JOINED.name()) && jobId.startsWith(POISON)) {
            kill(Kill.POISON, jobId, KILLS);
        }
        // A pass that may not be the end is not counted, so that the next one is.
        if (point.equals(POINT) && PASSES.incrementAndGet() >= COUNT) {
            Innocents.unlessOneIsHit(() -> kill(point, jobId, KILLS));
        }
    }

    private static void kill(String point, String jobId, String file) {
        long pid = ProcessHandle.current().pid();
        Kill.tell(Path.of(file), point, jobId, pid);
        Signals.send(pid, Signals.SIGKILL);
        while (true) {
            // The signal is on its way; no step may follow.
            Thread.onSpinWait();
        }
    }
}
