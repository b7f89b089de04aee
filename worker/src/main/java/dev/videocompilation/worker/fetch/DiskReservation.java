package dev.videocompilation.worker.fetch;

import java.util.Objects;
import java.util.function.LongSupplier;

/** One job's share of the scratch space, until it is closed: by then its files must be gone. Grows under its budget's lock. */
final class DiskReservation implements AutoCloseable {
    private final DiskBudget budget;
    private volatile long bytes;
    private final LongSupplier writtenBytes;

    DiskReservation(DiskBudget budget, long bytes, LongSupplier writtenBytes) {
        this.budget = Objects.requireNonNull(budget);
        this.bytes = bytes;
        this.writtenBytes = Objects.requireNonNull(writtenBytes);
    }

    long bytes() {
        return bytes;
    }

    /** Makes it larger by what its budget has; throws what {@link DiskBudget#grow} throws. */
    void grow(long more) {
        budget.grow(this, more);
    }

    /** Sets its size; for its budget, under whose lock this is. */
    void resize(long newBytes) {
        bytes = newBytes;
    }

    /** What of it lies on the disk already. */
    long writtenBytes() {
        return writtenBytes.getAsLong();
    }

    /** Gives it back; a second time is no failure. */
    @Override
    public void close() {
        budget.release(this);
    }
}
