package dev.videocompilation.worker.claim;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.worker.claim.ClaimResult.Busy;
import dev.videocompilation.worker.claim.ClaimResult.CancelRequested;
import dev.videocompilation.worker.claim.ClaimResult.Claimed;
import dev.videocompilation.worker.claim.ClaimResult.Finished;
import dev.videocompilation.worker.claim.ClaimResult.IdTaken;
import dev.videocompilation.worker.claim.ClaimResult.NotDue;
import dev.videocompilation.worker.job.ClaimLostException;
import dev.videocompilation.worker.job.ClipObject;
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
import org.junit.jupiter.api.Test;

final class JobClaimsTest {
    private static final Duration LEASE = Duration.ofSeconds(90);
    private static final JobMessage MESSAGE = JobMessage.of(CompileJob.of(new JobId("job-1"), 7));
    private static final List<ClipObject> CLIPS = List.of(new ClipObject(3, "bucket", "a b/ç.mp4", "\"etag\"", 12L));

    private final DSLContext database = TestDatabase.create();
    private final JobClaims claims = new JobClaims(database, new ClaimSettings(LEASE), "worker-1");

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

        assertThat(claims.claim(MESSAGE))
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.remaining()).isBetween(Duration.ofSeconds(80), LEASE));
    }

    @Test
    void aLeaseThatRanOutIsTakenOverWithAHigherFence() {
        Claim first = claimed();
        letLeaseRunOut();

        Claim second = claimed();

        assertThat(second.fence()).isEqualTo(2);
        assertThat(claims.renew(first)).isEqualTo(LeaseRenewal.LOST);
        assertThat(claims.renew(second)).isEqualTo(LeaseRenewal.RENEWED);
        assertThatThrownBy(() -> claims.freeze(first, CLIPS)).isInstanceOf(ClaimLostException.class);
    }

    @Test
    void renewingProlongsTheLease() {
        Claim claim = claimed();
        letLeaseRunOut();

        assertThat(claims.renew(claim)).isEqualTo(LeaseRenewal.RENEWED);

        assertThat(claims.claim(MESSAGE)).isInstanceOf(Busy.class);
    }

    @Test
    void frozenClipsComeBackWithLaterClaims() {
        claims.freeze(claimed(), CLIPS);
        letLeaseRunOut();

        assertThat(claimed().frozenClips()).hasValue(CLIPS);
    }

    @Test
    void clipsAreFrozenOnce() {
        Claim claim = claimed();
        claims.freeze(claim, CLIPS);

        assertThatThrownBy(() -> claims.freeze(claim, List.of())).isInstanceOf(ClaimLostException.class);
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

    private Claim claimed() {
        if (claims.claim(MESSAGE) instanceof Claimed claimed) {
            return claimed.claim();
        }
        throw new AssertionError("the job could not be claimed");
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
