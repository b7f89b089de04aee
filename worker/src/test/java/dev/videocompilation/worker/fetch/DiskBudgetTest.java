package dev.videocompilation.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.NotNowException;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskBudgetTest {
    private static final long MIB = 1L << 20;
    private static final long QUOTA = 1000 * MIB;

    /** Needs 264 MiB. */
    private static final List<ClipObject> CLIPS = List.of(clip(1, 40), clip(2, 60));

    @TempDir
    Path directory;

    private final AtomicLong free = new AtomicLong(500 * MIB);

    @Test
    void aJobNeedsTwiceItsClipsAndAMargin() {
        assertThat(DiskBudget.neededBytes(CLIPS)).isEqualTo(264 * MIB);
        free.set(264 * MIB);
        budget(0).reserve(CLIPS, () -> 0).close();
    }

    @Test
    void aJobBeyondItsQuotaIsRefusedForGoodWithTheNumbers() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> budget(0).reserve(List.of(clip(1, 300), clip(2, 200)), () -> 0))
                .withMessage("the job's 2 clips have 500 MiB, so that it needs 1064 MiB of scratch space, more than the"
                        + " 1000 MiB that JOB_DISK_QUOTA allows")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_TOO_LARGE));
    }

    @Test
    void whatIsReservedAndNotYetWrittenIsNotFree() {
        DiskBudget budget = budget(0);
        DiskReservation first = budget.reserve(CLIPS, () -> 0);

        assertThatExceptionOfType(NotNowException.class)
                .isThrownBy(() -> budget.reserve(CLIPS, () -> 0))
                .withMessage(
                        "the job needs 264 MiB of scratch space, and beside the other jobs of its worker (1) 236 MiB are"
                                + " left")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_BUSY));

        first.close();
        first.close();
        budget.reserve(CLIPS, () -> 0).close();
    }

    @Test
    void aJobThatNeedsMoreThanItsClipsTakesItWhereThereIsRoom() {
        DiskBudget budget = budget(0);
        DiskReservation one = budget.reserve(CLIPS, () -> 0);

        one.grow(200 * MIB);

        assertThat(one.bytes()).isEqualTo(464 * MIB);
        assertThatExceptionOfType(TransientException.class)
                .isThrownBy(() -> one.grow(37 * MIB))
                .withMessage(
                        "the job needs 501 MiB of scratch space, and without any other job this worker has 500 MiB")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> one.grow(600 * MIB))
                .withMessage(
                        "the job has to re-encode pictures, for which it needs 1064 MiB of scratch space, more than the"
                                + " 1000 MiB that JOB_DISK_QUOTA allows")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_TOO_LARGE));
        assertThat(one.bytes()).isEqualTo(464 * MIB);
    }

    @Test
    void aJobThatNeedsMoreWaitsForTheOthers() {
        DiskBudget budget = budget(0);
        free.set(600 * MIB);
        DiskReservation one = budget.reserve(CLIPS, () -> 0);
        DiskReservation other = budget.reserve(CLIPS, () -> 0);

        assertThatExceptionOfType(NotNowException.class)
                .isThrownBy(() -> one.grow(100 * MIB))
                .withMessage(
                        "the job needs 364 MiB of scratch space, and beside the other jobs of its worker (1) 336 MiB are"
                                + " left")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_BUSY));

        other.close();
        one.grow(100 * MIB);
    }

    @Test
    void whatIsWrittenIsNotCountedTwice() {
        AtomicLong written = new AtomicLong();
        DiskBudget budget = budget(0);
        free.set(530 * MIB);
        DiskReservation first = budget.reserve(CLIPS, written::get);
        written.set(200 * MIB);
        free.addAndGet(-written.get());

        DiskReservation second = budget.reserve(CLIPS, () -> 0);

        assertThat(List.of(first, second)).hasSize(2);
    }

    @Test
    void aJobThatWritesMoreThanItReservedTakesNothingFromTheOthers() {
        DiskBudget budget = budget(0);
        var _ = budget.reserve(CLIPS, () -> 400 * MIB);
        free.set(264 * MIB);

        budget.reserve(CLIPS, () -> 0).close();
    }

    @Test
    void aJobThatWouldNotFitIntoAnEmptyWorkerEitherIsToldSo() {
        DiskBudget budget = budget(0);
        var _ = budget.reserve(List.of(clip(3, 10)), () -> 20 * MIB);
        free.set(100 * MIB);

        assertThatExceptionOfType(TransientException.class)
                .isThrownBy(() -> budget.reserve(CLIPS, () -> 0))
                .withMessage(
                        "the job needs 264 MiB of scratch space, and without any other job this worker has 120 MiB")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
    }

    @Test
    void aWorkersBudgetHoldsHoweverMuchIsFree() {
        DiskBudget budget = budget(300 * MIB);
        free.set(10_000 * MIB);
        DiskReservation first = budget.reserve(CLIPS, () -> 264 * MIB);

        assertThatExceptionOfType(NotNowException.class).isThrownBy(() -> budget.reserve(CLIPS, () -> 0));
        first.close();
        budget.reserve(CLIPS, () -> 0).close();
        assertThatExceptionOfType(TransientException.class)
                .isThrownBy(() -> budget.reserve(List.of(clip(1, 200)), () -> 0));
    }

    @Test
    void aFolderKeepsItsRoomUntilItIsRemoved() throws IOException {
        ScratchSettings settings = new ScratchSettings(directory, 300 * MIB, QUOTA);
        try (Scratch scratch = Scratch.open(settings, RandomGenerator.getDefault())) {
            try (ScratchDirectory job = scratch.newDirectory(CLIPS)) {
                try (RandomAccessFile clip =
                        new RandomAccessFile(job.clipFile(1).toFile(), "rw")) {
                    clip.setLength(5 * MIB);
                }
                assertThat(FileTree.sizeBytes(job.path())).isEqualTo(5 * MIB);
                assertThatExceptionOfType(NotNowException.class).isThrownBy(() -> scratch.newDirectory(CLIPS));
            }
            scratch.newDirectory(CLIPS).close();
        }
    }

    @Test
    void aFolderThatIsNotThereHasNothingInIt() {
        assertThat(FileTree.sizeBytes(directory.resolve("none"))).isZero();
    }

    private DiskBudget budget(long bytes) {
        return new DiskBudget(new ScratchSettings(directory, bytes, QUOTA), free::get);
    }

    private static ClipObject clip(int id, long mib) {
        return new ClipObject(id, "clips", "clip-" + id, "\"e\"", mib * MIB);
    }
}
