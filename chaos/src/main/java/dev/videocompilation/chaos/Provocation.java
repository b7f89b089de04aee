package dev.videocompilation.chaos;

import dev.videocompilation.devstack.faults.FaultyHttpProxy.Fault;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Request;
import java.time.Duration;
import java.util.Map;

/** The job, and the trouble, that lead some worker to a crash point which the common jobs seldom or never reach. */
final class Provocation {
    /** How often a worker sweeps that is to be killed in sweeping; there are many of them, and one sweeps at a time. */
    private static final String OFTEN = "1s";

    private final ChaosOptions options;
    private final World world;
    private final Workload workload;

    Provocation(ChaosOptions options, World world, Workload workload) {
        this.options = options;
        this.world = world;
        this.workload = workload;
    }

    /** Sends what is needed; false where any job will do. */
    boolean of(CrashPoint point) {
        switch (point) {
            case HANDED_BACK -> {
                workload.enqueueOne(JobKind.LARGE);
                workload.enqueueOne(JobKind.LARGE);
                workload.enqueueOne(JobKind.LARGE);
            }
            case ABANDONED_CANCELLED -> workload.abandonAndCallOff();
            case UPLOAD_ABORTED -> workload.abandonUpload();
            case PART_UPLOADED, PARTS_UPLOADED -> workload.enqueueOne(JobKind.LARGE);
            case FAILED -> workload.enqueueOne(JobKind.MISSING_CLIP);
            case PARKED -> {
                // Each kills several workers before it is parked; with another for each there would be little else.
                if (workload.unfinished(JobKind.POISON) <= options.workers() / 4) {
                    workload.enqueueOne(JobKind.POISON);
                }
            }
            case DEAD_LETTER_SENT -> workload.sendMalformed();
            case RETRY_RECORDED, HIDDEN -> {
                world.storageProxy().fault(Provocation::isForAClip, 20, new Fault.Answer(503, "SlowDown"));
                workload.enqueueOne(JobKind.PAIR);
            }
            case CANCELLED -> {
                stallAClip();
                workload.enqueueOne(JobKind.CALLED_OFF);
            }
            case LEASE_RENEWED, RELEASED -> {
                stallAClip();
                workload.enqueueOne(JobKind.PAIR);
            }
            case RESENT -> workload.enqueueWithoutMessage(JobKind.SINGLE);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The settings with which a worker gets to a point sooner, or at all. */
    Map<String, String> settings(CrashPoint point) {
        // Longer than it takes to the second heartbeat.
        String patience = options.scaled(Duration.ofSeconds(100)).toMillis() + "ms";
        return switch (point) {
            case LEASE_RENEWED, CANCELLED -> Map.of("S3_SOCKET_TIMEOUT", patience, "S3_ATTEMPT_TIMEOUT", patience);
            case RELEASED -> Map.of("S3_SOCKET_TIMEOUT", "20s", "DRAIN_TIMEOUT", "1ms");
            case UPLOAD_ABORTED -> Map.of("SWEEP_INTERVAL", OFTEN, "SWEEP_UPLOAD_AGE", "1s");
            case RESEND_MARKED, RESENT, LOSERS_REMOVED -> Map.of("SWEEP_INTERVAL", OFTEN);
            default -> Map.of();
        };
    }

    private void stallAClip() {
        world.storageProxy().fault(Provocation::isForAClip, 1, new Fault.Stall(10));
    }

    static boolean isForAClip(Request request) {
        return request.method().equals("GET") && request.target().contains("clips/");
    }
}
