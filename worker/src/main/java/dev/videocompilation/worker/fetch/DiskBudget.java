package dev.videocompilation.worker.fetch;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.NotNowException;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Shares a worker's scratch space out to its jobs before they write to it, so that one which does not fit is turned away with nothing
 * begun, and fills the disk under no other.
 *
 * <p>What a job has on the disk is counted by the length of its files. Ranges of a clip under way leave holes in it, at most {@code
 * FETCH_PARALLEL} times {@code FETCH_PART_BYTES} over all jobs, for as long as they are fetched.
 */
final class DiskBudget {
    /** Room beside the clips and an output of their size, for lists and for the sound that the proof decodes. */
    private static final long MARGIN_BYTES = 64L << 20;

    private static final long MIB = 1L << 20;

    private final ScratchSettings settings;
    private final LongSupplier freeBytes;
    private final Set<DiskReservation> reservations = new HashSet<>();

    /**
     * Makes a budget of which nothing is taken.
     *
     * @param freeBytes what may still be written to the disk now
     */
    DiskBudget(ScratchSettings settings, LongSupplier freeBytes) {
        this.settings = Objects.requireNonNull(settings);
        this.freeBytes = Objects.requireNonNull(freeBytes);
    }

    /** What a job of these clips needs at most, as a rule: themselves, an output of their size, and a margin. */
    static long neededBytes(List<ClipObject> clips) {
        return 2 * sizeBytes(clips) + MARGIN_BYTES;
    }

    /**
     * Takes what a job needs.
     *
     * @param writtenBytes of the job's files, whenever it is asked
     * @throws RejectedException {@link ErrorCode#JOB_TOO_LARGE} where the job is beyond its quota
     * @throws NotNowException {@link ErrorCode#DISK_BUSY} where there is no room beside the jobs that run
     * @throws TransientException {@link ErrorCode#DISK_FULL} where there would be none without them either
     */
    synchronized DiskReservation reserve(List<ClipObject> clips, LongSupplier writtenBytes) {
        long needed = neededBytes(clips);
        if (needed > settings.jobQuotaBytes()) {
            throw new RejectedException(
                    ErrorCode.JOB_TOO_LARGE,
                    "the job's %d clips have %d MiB, so that it needs %d MiB of scratch space, more than the %d MiB that %s allows"
                            .formatted(
                                    clips.size(),
                                    roundedUp(sizeBytes(clips)),
                                    roundedUp(needed),
                                    settings.jobQuotaBytes() / MIB,
                                    ScratchSettings.JOB_QUOTA));
        }
        requireRoom(needed, needed);
        DiskReservation reservation = new DiskReservation(this, needed, writtenBytes);
        reservations.add(reservation);
        return reservation;
    }

    /**
     * Takes more for a job that needs it.
     *
     * @throws RejectedException {@link ErrorCode#JOB_TOO_LARGE} where the job is then beyond its quota
     * @throws NotNowException {@link ErrorCode#DISK_BUSY} where there is no room beside the jobs that run
     * @throws TransientException {@link ErrorCode#DISK_FULL} where there would be none without them either
     */
    synchronized void grow(DiskReservation reservation, long more) {
        long needed = Math.addExact(reservation.bytes(), more);
        if (needed > settings.jobQuotaBytes()) {
            throw new RejectedException(
                    ErrorCode.JOB_TOO_LARGE,
                    "the job has to re-encode pictures, for which it needs %d MiB of scratch space, more than the %d MiB that %s allows"
                            .formatted(roundedUp(needed), settings.jobQuotaBytes() / MIB, ScratchSettings.JOB_QUOTA));
        }
        requireRoom(more, needed);
        reservation.resize(needed);
    }

    synchronized void release(DiskReservation reservation) {
        reservations.remove(reservation);
    }

    /**
     * Insists on room for a job.
     *
     * @param needed now
     * @param whole of the job, with what it has
     */
    private void requireRoom(long needed, long whole) {
        // What is written is counted before what is free: a job that writes on meanwhile makes this too careful, never
        // too bold.
        long reserved = 0;
        long written = 0;
        long outstanding = 0;
        for (DiskReservation reservation : reservations) {
            long there = reservation.writtenBytes();
            reserved += reservation.bytes();
            written += there;
            outstanding += Math.max(0, reservation.bytes() - there);
        }
        long free = freeBytes.getAsLong();
        long budget = settings.budgetBytes() == 0 ? Long.MAX_VALUE : settings.budgetBytes();
        long room = Math.max(0, Math.min(free - outstanding, budget - reserved));
        if (needed <= room) {
            return;
        }
        long roomAlone = Math.min(free + written, budget);
        if (whole > roomAlone) {
            throw new TransientException(
                    ErrorCode.DISK_FULL,
                    "the job needs %d MiB of scratch space, and without any other job this worker has %d MiB"
                            .formatted(roundedUp(whole), roomAlone / MIB),
                    null);
        }
        throw new NotNowException(
                ErrorCode.DISK_BUSY,
                "the job needs %d MiB of scratch space, and beside the other jobs of its worker (%d) %d MiB are left"
                        .formatted(
                                roundedUp(whole),
                                reservations.size() - (whole > needed ? 1 : 0),
                                (room + whole - needed) / MIB));
    }

    private static long sizeBytes(List<ClipObject> clips) {
        return clips.stream().mapToLong(ClipObject::sizeBytes).sum();
    }

    private static long roundedUp(long bytes) {
        return (bytes + MIB - 1) / MIB;
    }
}
