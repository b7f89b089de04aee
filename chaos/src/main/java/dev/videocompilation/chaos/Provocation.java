package dev.videocompilation.chaos;

import dev.videocompilation.devstack.faults.FaultyHttpProxy.Fault;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Request;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The job, and the trouble, that lead a worker to a crash point which the common jobs seldom or never reach. */
final class Provocation {
    /** How often a worker sweeps that is to be killed in sweeping; there are many of them, and one sweeps at a time. */
    private static final String OFTEN = "1s";

    /** A worker's requests to S3 say whose they are in their user agent. */
    private static final String NAME = "-Dsdk.ua.appId=";
    /** As many as a worker makes for its jobs before it dies of the trouble. */
    private static final int REQUESTS = 20;

    private final ChaosOptions options;
    private final World world;
    private final Workload workload;

    Provocation(ChaosOptions options, World world, Workload workload) {
        this.options = options;
        this.world = world;
        this.workload = workload;
    }

    /** The option of a worker's JVM that lets it be told from the others. */
    static String naming(String worker) {
        return NAME + worker;
    }

    /**
     * Sends what is needed.
     *
     * @param worker that is to meet the trouble, by its name
     * @return false where any job will do
     */
    boolean of(CrashPoint point, String worker) {
        boolean troubled = trouble(point, worker);
        if (troubled) {
            workload.enqueueOne(JobKind.PAIR);
        }
        return send(point) || troubled;
    }

    /** The same where other jobs flow: no more of a kind than leave workers to the others, and none while messages wait. */
    boolean amongOthers(CrashPoint point, String worker) {
        if (trouble(point, worker)) {
            return true;
        }
        return (workload.queueIsShort() && areFew(kind(point)))
                ? send(point)
                : kind(point).isPresent();
    }

    /** Makes the trouble for whatever job the worker gets; false where none is needed. */
    private boolean trouble(CrashPoint point, String worker) {
        Fault fault;
        switch (point) {
            case RETRY_RECORDED, HIDDEN -> fault = new Fault.Answer(503, "SlowDown");
            case CANCELLED, LEASE_RENEWED, RELEASED -> fault = new Fault.Stall(10);
            default -> {
                return false;
            }
        }
        world.storageProxy()
                .fault(
                        request -> isForAClip(request)
                                && request.header("User-Agent").contains(worker),
                        REQUESTS,
                        fault);
        return true;
    }

    /** Sends the job, or what else is needed that is no job; false where that is nothing. */
    private boolean send(CrashPoint point) {
        switch (point) {
            case HANDED_BACK -> {
                workload.enqueueOne(JobKind.LARGE);
                workload.enqueueOne(JobKind.LARGE);
                workload.enqueueOne(JobKind.LARGE);
            }
            case ABANDONED_CANCELLED -> workload.abandonAndCallOff();
            case UPLOAD_ABORTED -> workload.abandonUpload();
            case DEAD_LETTER_SENT -> workload.sendMalformed();
            case RESENT -> workload.enqueueWithoutMessage(JobKind.SINGLE);
            default -> {
                kind(point).ifPresent(workload::enqueueOne);
                return kind(point).isPresent();
            }
        }
        return true;
    }

    /** What kind of job leads to a point. */
    private static Optional<JobKind> kind(CrashPoint point) {
        return switch (point) {
            case HANDED_BACK, PART_UPLOADED, PARTS_UPLOADED -> Optional.of(JobKind.LARGE);
            case ABANDONED_CANCELLED -> Optional.of(JobKind.CALLED_OFF);
            case FAILED -> Optional.of(JobKind.MISSING_CLIP);
            case PARKED -> Optional.of(JobKind.POISON);
            default -> Optional.empty();
        };
    }

    private boolean areFew(Optional<JobKind> kind) {
        // Poison needs many deaths for each: half of the workers where many such kills are wanted.
        boolean wanted =
                kind.equals(Optional.of(JobKind.POISON)) && options.goals().killsAtEachPoint() > 0;
        int few = options.workers() / (wanted ? 2 : 4);
        return kind.isEmpty() || workload.unfinished(kind.get()) <= few;
    }

    /** The settings with which a worker gets to a point sooner, or at all. */
    Map<String, String> settings(CrashPoint point) {
        // Longer than it takes to the second heartbeat.
        String patience = options.scaled(Duration.ofSeconds(100)).toMillis() + "ms";
        return switch (point) {
            // One at a time, so that nobody else's job waits for it.
            case LEASE_RENEWED, CANCELLED ->
                Map.of("JOB_SLOTS", "1", "S3_SOCKET_TIMEOUT", patience, "S3_ATTEMPT_TIMEOUT", patience);
            case RELEASED ->
                Map.of(
                        "JOB_SLOTS",
                        "1",
                        "S3_SOCKET_TIMEOUT",
                        patience,
                        "S3_ATTEMPT_TIMEOUT",
                        patience,
                        "DRAIN_TIMEOUT",
                        "1ms");
            case UPLOAD_ABORTED -> Map.of("SWEEP_INTERVAL", OFTEN, "SWEEP_UPLOAD_AGE", "1s");
            case RESEND_MARKED, RESENT, LOSERS_REMOVED -> Map.of("SWEEP_INTERVAL", OFTEN);
            default -> Map.of();
        };
    }

    /**
     * Does what leads a worker on that has a job by now.
     *
     * @return whether it is to be told to end
     */
    boolean withItsJob(CrashPoint point, long pid) {
        return switch (point) {
            case CANCELLED -> {
                workload.running(pid).ifPresent(workload::callOff);
                yield false;
            }
            case RELEASED -> workload.running(pid).isPresent();
            default -> false;
        };
    }

    static boolean isForAClip(Request request) {
        return request.method().equals("GET") && request.target().contains("clips/");
    }
}
