package dev.videocompilation.worker.claim;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.worker.claim.ClaimResult.Busy;
import dev.videocompilation.worker.claim.ClaimResult.CancelRequested;
import dev.videocompilation.worker.claim.ClaimResult.Claimed;
import dev.videocompilation.worker.claim.ClaimResult.Finished;
import dev.videocompilation.worker.claim.ClaimResult.IdTaken;
import dev.videocompilation.worker.claim.ClaimResult.NeedsSolitude;
import dev.videocompilation.worker.claim.ClaimResult.NotDue;
import dev.videocompilation.worker.claim.ClaimResult.Poisonous;
import dev.videocompilation.worker.job.ClaimLostException;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.testdatabase.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JobClaimsTest {
    private static final Duration LEASE = Duration.ofSeconds(90);
    private static final JobMessage MESSAGE = JobMessage.of(CompileJob.of(new JobId("job-1"), 7));
    private static final List<ClipObject> CLIPS = List.of(new ClipObject(3, "bucket", "a b/ç.mp4", "\"etag\"", 12L));
    private static final FrozenClips FROZEN = new FrozenClips(
            CLIPS,
            List.of(new FrozenClips.Missing(
                    1, new SkippedClip(ClipRef.video(7), ErrorCode.CLIP_EMPTY, "video 7 has no bytes"))));

    private final DSLContext database = TestDatabase.create();
    private final JobClaims claims = new JobClaims(database, new ClaimSettings(LEASE, 3), "worker-1");

    @Test
    void aJobWithoutARowIsAcceptedByItsFirstClaim() {
        Claim claim = claimed();

        assertThat(claim.fence()).isEqualTo(1);
        assertThat(claim.failedAttempts()).isZero();
        assertThat(claim.frozenClips()).isEmpty();
        var row = database.fetchSingle(COMPILE_JOBS);
        assertThat(row.get(COMPILE_JOBS.STATE)).isEqualTo("running");
        assertThat(row.get(COMPILE_JOBS.SCRIPT_ID)).isEqualTo(7);
        assertThat(row.get(COMPILE_JOBS.LEASE_OWNER)).isEqualTo("worker-1");
    }

    @Test
    void aClaimedJobIsBusyForTheRestOfItsLease() {
        Claim holder = claimed();
        assertThat(holder.fence()).isEqualTo(1);

        assertThat(claims.claim(MESSAGE)).isInstanceOfSatisfying(Busy.class, busy -> {
            assertThat(busy.remaining()).isBetween(Duration.ofSeconds(80), LEASE);
            assertThat(busy.kept()).isFalse();
        });
    }

    @Test
    void aLeaseThatRanOutIsTakenOverWithAHigherFence() {
        Claim first = claimed();
        letLeaseRunOut();

        Claim second = claimedAlone();

        assertThat(second.fence()).isEqualTo(2);
        assertThat(claims.renew(first)).isEqualTo(LeaseRenewal.LOST);
        assertThat(claims.renew(second)).isEqualTo(LeaseRenewal.RENEWED);
        assertThatThrownBy(() -> claims.freeze(first, FROZEN)).isInstanceOf(ClaimLostException.class);
    }

    @Test
    void renewingProlongsTheLease() {
        Claim claim = claimed();
        letLeaseRunOut();

        assertThat(claims.renew(claim)).isEqualTo(LeaseRenewal.RENEWED);

        assertThat(claims.claim(MESSAGE))
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.kept()).isTrue());
    }

    @Test
    void aLeaseThatWasNotRenewedForLongIsNotKept() {
        claimed();
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STARTED_AT, Instant.now().minusSeconds(120))
                .set(COMPILE_JOBS.LEASE_UNTIL, Instant.now().plusSeconds(10))
                .execute();

        assertThat(claims.claim(MESSAGE))
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.kept()).isFalse());
    }

    @Test
    void frozenClipsComeBackWithLaterClaims() {
        claims.freeze(claimed(), FROZEN);
        letLeaseRunOut();

        assertThat(claimedAlone().frozenClips()).hasValue(FROZEN);
    }

    @Test
    void clipsAreFrozenOnce() {
        Claim claim = claimed();
        claims.freeze(claim, FROZEN);

        assertThatThrownBy(() -> claims.freeze(claim, new FrozenClips(List.of(), List.of())))
                .isInstanceOf(ClaimLostException.class);
    }

    @Test
    void aQueuedJobIsTakenWhenItIsDue() {
        claimed();
        queueAgain(Instant.now().plusSeconds(60));
        assertThat(claims.claim(MESSAGE))
                .isInstanceOfSatisfying(
                        NotDue.class,
                        notDue -> assertThat(notDue.remaining())
                                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(61)));

        queueAgain(Instant.now().minusSeconds(60));
        assertThat(claimed().fence()).isEqualTo(2);
    }

    @Test
    void aFinishedJobIsNeverTakenAgain() {
        claimed();
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, "failed")
                .setNull(COMPILE_JOBS.LEASE_UNTIL)
                .set(COMPILE_JOBS.FINISHED_AT, Instant.now())
                .execute();

        assertThat(claims.claim(MESSAGE)).isEqualTo(new Finished("failed"));
    }

    @Test
    void otherContentUnderTheSameIdIsRefusedEvenWhenTheLeaseRanOut() {
        claimed();
        letLeaseRunOut();

        JobMessage other = JobMessage.of(CompileJob.of(new JobId("job-1"), 8));

        assertThat(claims.claim(other)).isEqualTo(new IdTaken());
        assertThat(database.fetchSingle(COMPILE_JOBS).get(COMPILE_JOBS.FENCE)).isEqualTo(1);
    }

    @Test
    void aJobThatIsCalledOffIsNeverTaken() {
        Claim claim = claimed();
        queueAgain(Instant.now().plusSeconds(60));
        callOff();
        assertThat(claims.claim(MESSAGE)).isEqualTo(new CancelRequested());
        queueAgain(Instant.now().minusSeconds(60));
        assertThat(claims.claim(MESSAGE)).isEqualTo(new CancelRequested());

        assertThat(claims.renew(claim)).isEqualTo(LeaseRenewal.LOST);
    }

    @Test
    void aRunningJobThatIsCalledOffTellsItsWorkerAndIsBusyForOthersUntilItsLeaseEnds() {
        Claim claim = claimed();
        callOff();

        assertThat(claims.renew(claim)).isEqualTo(LeaseRenewal.CANCEL_REQUESTED);
        assertThat(claims.claim(MESSAGE)).isInstanceOf(Busy.class);
        letLeaseRunOut();
        assertThat(claims.claim(MESSAGE)).isEqualTo(new CancelRequested());
    }

    @Test
    void ofManyWorkersOneGetsTheJob() throws Exception {
        int workers = 10;
        CyclicBarrier start = new CyclicBarrier(workers);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ClaimResult>> results = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                Callable<ClaimResult> ask = () -> {
                    start.await();
                    return claims.claim(MESSAGE);
                };
                results.add(executor.submit(ask));
            }
            int claimed = 0;
            for (Future<ClaimResult> result : results) {
                if (result.get() instanceof Claimed) {
                    claimed++;
                }
            }
            assertThat(claimed).isEqualTo(1);
        }
    }

    @Test
    void aLeaseThatRanOutIsACrashAndTheJobIsTakenToRunAlone() {
        Claim first = claimed();
        letLeaseRunOut();

        assertThat(claims.claim(MESSAGE)).isEqualTo(new NeedsSolitude());
        assertCounted(0, 0);
        assertThat(claims.renew(first)).as("nothing was taken").isEqualTo(LeaseRenewal.RENEWED);

        letLeaseRunOut();
        Claim second = claimedAlone();
        assertCounted(1, 0);
        assertThat(aloneFence()).isEqualTo(second.fence());
        assertThat(claims.claimAlone(MESSAGE)).isInstanceOf(Busy.class);
    }

    @Test
    void aJobThatNeverCrashedRunsBesideOthers() {
        var _ = claimed();
        queueAgain(Instant.now().minusSeconds(60));

        var _ = claimed();

        assertCounted(0, 0);
        assertThat(aloneFence()).isNull();
    }

    @Test
    void aQueuedJobThatCrashedOnceRunsAloneToItsEnd() {
        var _ = claimed();
        letLeaseRunOut();
        var _ = claimedAlone();
        queueAgain(Instant.now().plusSeconds(60));
        assertThat(claims.claim(MESSAGE)).isInstanceOf(NotDue.class);
        assertThat(claims.claimAlone(MESSAGE)).isInstanceOf(NotDue.class);
        queueAgain(Instant.now().minusSeconds(60));

        assertThat(claims.claim(MESSAGE)).isEqualTo(new NeedsSolitude());
        var _ = claimedAlone();
        assertCounted(1, 0);
    }

    @Test
    void onlyCrashesAloneMakeAJobPoisonousAndTheThirdDoes() {
        var _ = claimed();
        for (int alone = 0; alone < 3; alone++) {
            letLeaseRunOut();
            assertThat(claims.claim(MESSAGE)).isEqualTo(new NeedsSolitude());
            var _ = claimedAlone();
            assertCounted(alone + 1, alone);
        }
        assertThat(claims.claim(MESSAGE)).isInstanceOf(Busy.class);
        letLeaseRunOut();

        assertThat(claims.claim(MESSAGE)).isEqualTo(new Poisonous(4, 4, 3));
        assertThat(claims.claimAlone(MESSAGE)).isEqualTo(new Poisonous(4, 4, 3));
        assertCounted(3, 2);
        callOff();
        assertThat(claims.claim(MESSAGE)).isEqualTo(new CancelRequested());
    }

    @Test
    void aCrashUnderAWorkerThatCountsNothingIsNotOneAlone() {
        var _ = claimed();
        letLeaseRunOut();
        var _ = claimedAlone();
        // What a worker of the release before does: it takes the job beside others, and only the fence tells.
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.FENCE, COMPILE_JOBS.FENCE.plus(1))
                .execute();
        letLeaseRunOut();

        var _ = claimedAlone();

        assertCounted(2, 0);
    }

    private Claim claimed() {
        return claimed(claims.claim(MESSAGE));
    }

    private Claim claimedAlone() {
        return claimed(claims.claimAlone(MESSAGE));
    }

    private static Claim claimed(ClaimResult result) {
        if (result instanceof Claimed claimed) {
            return claimed.claim();
        }
        throw new AssertionError("the job could not be claimed: " + result);
    }

    private void assertCounted(int crashes, int crashesAlone) {
        var row = database.fetchSingle(COMPILE_JOBS);
        assertThat(row.get(COMPILE_JOBS.CRASHES)).isEqualTo(crashes);
        assertThat(row.get(COMPILE_JOBS.CRASHES_ALONE)).isEqualTo(crashesAlone);
    }

    private @Nullable Long aloneFence() {
        return database.fetchSingle(COMPILE_JOBS).get(COMPILE_JOBS.ALONE_FENCE);
    }

    private void letLeaseRunOut() {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.LEASE_UNTIL, Instant.now().minusSeconds(5))
                .execute();
    }

    private void callOff() {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.CANCEL_REQUESTED_AT, Instant.now())
                .execute();
    }

    private void queueAgain(Instant nextAttempt) {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, "queued")
                .setNull(COMPILE_JOBS.LEASE_UNTIL)
                .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, nextAttempt)
                .execute();
    }
}
