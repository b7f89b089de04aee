package dev.videocompilation.chaos;

import dev.videocompilation.devstack.faults.FaultyHttpProxy.Fault;
import dev.videocompilation.devstack.faults.FaultyHttpProxy.Request;

/** The job, and the trouble, that lead some worker to a crash point which the common jobs seldom or never reach. */
final class Provocation {
    private final World world;
    private final Workload workload;

    Provocation(World world, Workload workload) {
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
                // One kills several workers before it is parked; with another for each of them there would be little
                // else.
                if (!workload.hasUnfinished(JobKind.POISON)) {
                    workload.enqueueOne(JobKind.POISON);
                }
            }
            case DEAD_LETTER_SENT -> workload.sendMalformed();
            case RETRY_RECORDED, HIDDEN -> {
                world.storageProxy().fault(Provocation::isForAClip, 20, new Fault.Answer(503, "SlowDown"));
                workload.enqueueOne(JobKind.PAIR);
            }
            case CANCELLED -> workload.enqueueOne(JobKind.CALLED_OFF);
            case LEASE_RENEWED, RELEASED -> {
                world.storageProxy().fault(Provocation::isForAClip, 1, new Fault.Stall(10));
                workload.enqueueOne(JobKind.PAIR);
            }
            case RESENT -> workload.enqueueWithoutMessage(JobKind.SINGLE);
            default -> {
                return false;
            }
        }
        return true;
    }

    static boolean isForAClip(Request request) {
        return request.method().equals("GET") && request.target().contains("clips/");
    }
}
