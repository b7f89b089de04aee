package dev.videocompilation.worker.ledger;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;
import static dev.videocompilation.database.frontend.Tables.SECTION_DETAILED_SCRIPTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.Breakdown;
import dev.videocompilation.contract.event.ClipTreatment;
import dev.videocompilation.contract.event.VideoCompileCancelled;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.ClaimResult;
import dev.videocompilation.worker.claim.ClaimResult.Claimed;
import dev.videocompilation.worker.claim.ClaimSettings;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.job.ClaimLostException;
import dev.videocompilation.worker.job.JobOutcome;
import dev.videocompilation.worker.job.NotNowException;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.testdatabase.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.junit.jupiter.api.Test;

final class JobCancellationTest {
    private static final URI HOOK = URI.create("https://example.com/hook");
    private static final Optional<String> REASON = Optional.of("not wanted");

    private final DSLContext database = TestDatabase.create();
    private final JobClaims claims = new JobClaims(database, new ClaimSettings(Duration.ofSeconds(90), 3), "worker");
    private final JobLedger ledger = new JobLedger(
            database,
            new RetryBackoff(new RetrySettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 3), new Random(1)));
    private final JobCancellation cancellation = new JobCancellation(database);

    @Test
    void aJobThatNobodyKnowsIsUnknown() {
        assertThat(cancellation.request(new JobId("nobody"), REASON)).isEqualTo(new CancelAnswer.Unknown());
    }

    @Test
    void aQueuedJobEndsAtOnceWithItsEvent() {
        Claim claim = claim("a", script());
        assertThat(ledger.release(claim)).isEqualTo(new JobOutcome.Stopped());

        assertThat(cancellation.request(claim.jobId(), REASON)).isEqualTo(new CancelAnswer.Cancelled());

        assertCancelled(claim, REASON);
        assertThat(cancellation.request(claim.jobId(), REASON))
                .isEqualTo(new CancelAnswer.AlreadyEnded(State.CANCELLED));
    }

    @Test
    void aCancelledJobKeepsNoErrorOfAnAttemptBefore() {
        Claim claim = claim("a", script());
        ledger.retryLater(claim, new TransientException(ErrorCode.DISK_FULL, "full", null));

        cancellation.request(claim.jobId(), REASON);

        Record row = database.fetchSingle("select * from video_compilation.compile_jobs where job_id = 'a'");
        assertThat(row.get("state", String.class)).isEqualTo("cancelled");
        assertThat(row.get("error_code")).isNull();
        assertThat(row.get("error_message")).isNull();
    }

    @Test
    void aJobWhoseLeaseHasRunOutEndsAtOnceAndItsOldWorkerWritesNothing() {
        Claim claim = claim("a", script());
        runOut("a");

        assertThat(cancellation.request(claim.jobId(), Optional.empty())).isEqualTo(new CancelAnswer.Cancelled());

        assertThatThrownBy(() -> ledger.complete(claim, result())).isInstanceOf(ClaimLostException.class);
        assertThatThrownBy(() -> ledger.cancel(claim)).isInstanceOf(ClaimLostException.class);
        assertCancelled(claim, Optional.empty());
    }

    @Test
    void theFirstReasonStands() {
        Claim claim = claim("a", script());
        assertThat(cancellation.request(claim.jobId(), REASON)).isEqualTo(new CancelAnswer.Stopping());
        assertThat(cancellation.request(claim.jobId(), Optional.of("again"))).isEqualTo(new CancelAnswer.Stopping());

        assertThat(ledger.cancel(claim)).isEqualTo(new JobOutcome.Cancelled());

        assertCancelled(claim, REASON);
    }

    @Test
    void aRunningJobThatIsCalledOffEndsInNoOtherWay() {
        List<BiFunction<JobLedger, Claim, JobOutcome>> ends = List.of(
                (to, claim) -> to.complete(claim, result()),
                (to, claim) -> to.reject(claim, new RejectedException(ErrorCode.CLIP_EMPTY, "empty")),
                (to, claim) -> to.retryLater(claim, new TransientException(ErrorCode.DISK_FULL, "full", null)),
                (to, claim) -> to.handBack(claim, new NotNowException(ErrorCode.DISK_BUSY, "full")),
                JobLedger::release,
                JobLedger::cancel);
        for (int i = 0; i < ends.size(); i++) {
            int script = script();
            Claim claim = claim("job-" + i, script);
            assertThat(cancellation.request(claim.jobId(), REASON)).isEqualTo(new CancelAnswer.Stopping());

            assertThat(ends.get(i).apply(ledger, claim)).isEqualTo(new JobOutcome.Cancelled());

            assertCancelled(claim, REASON);
            assertThat(compiledUrl(script)).isNull();
        }
    }

    @Test
    void aJobThatNobodyCalledOffCannotBeCancelledByItsWorker() {
        Claim claim = claim("a", script());

        assertThatThrownBy(() -> ledger.cancel(claim)).isInstanceOf(ClaimLostException.class);

        assertThat(job("a").get(COMPILE_JOBS.STATE)).isEqualTo("running");
    }

    @Test
    void aStaleClaimCancelsNothing() {
        Claim stale = claim("a", script());
        runOut("a");
        Claim current = claimed(claims.claimAlone(stale.message()));
        assertThat(cancellation.request(stale.jobId(), REASON)).isEqualTo(new CancelAnswer.Stopping());

        assertThatThrownBy(() -> ledger.cancel(stale)).isInstanceOf(ClaimLostException.class);

        assertThat(ledger.cancel(current)).isEqualTo(new JobOutcome.Cancelled());
    }

    @Test
    void aMarkedJobIsEndedOnceNoWorkerIsAtIt() {
        Claim claim = claim("a", script());
        assertThat(cancellation.request(claim.jobId(), REASON)).isEqualTo(new CancelAnswer.Stopping());

        assertThat(cancellation.end(claim.jobId())).isEqualTo(new JobOutcome.ClaimLost());
        runOut("a");
        assertThat(cancellation.end(claim.jobId())).isEqualTo(new JobOutcome.Cancelled());
        assertCancelled(claim, REASON);
        assertThat(cancellation.end(claim.jobId())).isEqualTo(new JobOutcome.Cancelled());
        assertCancelled(claim, REASON);
    }

    @Test
    void ofAWishAndACommitAtTheSameTimeOneWinsAndTheOtherSaysSo() throws Exception {
        int wishes = 0;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                int script = script();
                Claim claim = claim("race-" + i, script);
                CyclicBarrier start = new CyclicBarrier(2);
                Future<JobOutcome> commit = executor.submit(() -> {
                    start.await();
                    return ledger.complete(claim, result());
                });
                // From none to 51 ms: now the one comes first, now the other.
                long headStartNanos = 50_000L << (i % 11);
                Future<CancelAnswer> wish = executor.submit(() -> {
                    start.await();
                    LockSupport.parkNanos(headStartNanos);
                    return cancellation.request(claim.jobId(), REASON);
                });
                if (wish.get() instanceof CancelAnswer.Stopping) {
                    wishes++;
                    assertThat(commit.get()).isEqualTo(new JobOutcome.Cancelled());
                    assertCancelled(claim, REASON);
                    assertThat(compiledUrl(script)).isNull();
                } else {
                    assertThat(wish.get()).isEqualTo(new CancelAnswer.AlreadyEnded(State.SUCCEEDED));
                    assertThat(commit.get()).isEqualTo(new JobOutcome.Completed());
                    assertThat(job(claim.jobId().value()).get(COMPILE_JOBS.STATE))
                            .isEqualTo("succeeded");
                    assertThat(events(claim)).containsExactly(VideoCompiled.TYPE);
                    assertThat(compiledUrl(script)).isNotNull();
                }
            }
        }
        assertThat(wishes).isStrictlyBetween(0, 50);
    }

    private void assertCancelled(Claim claim, Optional<String> reason) {
        Record row = job(claim.jobId().value());
        assertThat(row.get(COMPILE_JOBS.STATE)).isEqualTo("cancelled");
        assertThat(row.get(COMPILE_JOBS.RESULT)).isNull();
        assertThat(events(claim)).containsExactly(VideoCompileCancelled.TYPE);
        VideoCompileCancelled event = (VideoCompileCancelled) WebhookEventJson.read(database.fetchSingle(
                        WEBHOOK_OUTBOX, WEBHOOK_OUTBOX.JOB_ID.eq(claim.jobId().value()))
                .get(WEBHOOK_OUTBOX.PAYLOAD));
        assertThat(event.data())
                .isEqualTo(new VideoCompileCancelled.Data(claim.job().scriptId(), claim.jobId(), reason));
    }

    private List<String> events(Claim claim) {
        return database.fetch(
                        WEBHOOK_OUTBOX, WEBHOOK_OUTBOX.JOB_ID.eq(claim.jobId().value()))
                .getValues(WEBHOOK_OUTBOX.EVENT_TYPE);
    }

    private Claim claim(String id, int script) {
        return claimed(
                claims.claim(JobMessage.of(CompileJob.of(new JobId(id), script).withWebhookUrl(HOOK))));
    }

    private static Claim claimed(ClaimResult result) {
        if (result instanceof Claimed claimed) {
            return claimed.claim();
        }
        throw new AssertionError("the job could not be claimed");
    }

    private int script() {
        return database.insertInto(SECTION_DETAILED_SCRIPTS)
                .set(SECTION_DETAILED_SCRIPTS.SECTION_ID, 1)
                .returningResult(SECTION_DETAILED_SCRIPTS.ID)
                .fetchSingle(SECTION_DETAILED_SCRIPTS.ID);
    }

    private Record job(String id) {
        return database.fetchSingle(COMPILE_JOBS, COMPILE_JOBS.JOB_ID.eq(id));
    }

    private void runOut(String id) {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.LEASE_UNTIL, Instant.now().minusSeconds(5))
                .where(COMPILE_JOBS.JOB_ID.eq(id))
                .execute();
    }

    private @org.jspecify.annotations.Nullable String compiledUrl(int script) {
        return database.fetchSingle(SECTION_DETAILED_SCRIPTS, SECTION_DETAILED_SCRIPTS.ID.eq(script))
                .get(SECTION_DETAILED_SCRIPTS.COMPILED_VIDEO_URL);
    }

    private static CompileResult result() {
        Duration none = Duration.ZERO;
        return new CompileResult(
                URI.create("https://v.example.com/a"),
                "compiled/1/a/1/video.mp4",
                10,
                Duration.ofSeconds(2),
                Duration.ofMillis(900),
                new Breakdown(none, none, none, none, none, none),
                List.of(new ClipTreatment(1, ClipTreatment.Picture.COPIED, ClipTreatment.Sound.NONE, Optional.empty())),
                "plan",
                new CompileResult.Proof(60, 0, 0, "8.0.1"));
    }
}
