package dev.videocompilation.chaos;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a worker with crash points calls at each of them. It kills its own process where the system properties say so: at whichever
 * comes first of the passes of {@code chaos.points}, such as {@code JOINED:3,PARKED:1}, and whenever ffmpeg has joined the clips of a job whose id begins with
 * {@code poison}. Each kill is told in the file {@code chaos.kills} first.
 */
public final class Crash {
    /** What the ids of jobs begin with that kill whoever compiles them. */
    static final String POISON = "poison";

    private static final @Nullable String KILLS = System.getProperty("chaos.kills");
    /** By point, how many passes are left to the last one. */
    private static final Map<String, AtomicInteger> LEFT = Stream.of(
                    System.getProperty("chaos.points", "").split(",", -1))
            .filter(pass -> !pass.isEmpty())
            .map(pass -> pass.split(":", -1))
            .collect(Collectors.toMap(pass -> pass[0], pass -> new AtomicInteger(Integer.parseInt(pass[1]))));

    private Crash() {}

    /**
     * The option of a worker's JVM that has it killed at the first of these passes.
     *
     * @param passes by point, which pass of it, from 1 on
     */
    static String option(Map<CrashPoint, Integer> passes) {
        return passes.entrySet().stream()
                .map(pass -> pass.getKey() + ":" + pass.getValue())
                .collect(Collectors.joining(",", "-Dchaos.points=", ""));
    }

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
        AtomicInteger left = LEFT.get(point);
        if (left != null && left.decrementAndGet() <= 0) {
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
