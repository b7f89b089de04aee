package dev.videocompilation.worker.ledger;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;
import static dev.videocompilation.database.frontend.Tables.SECTION_DETAILED_SCRIPTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.Breakdown;
import dev.videocompilation.contract.event.ClipTreatment;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.event.WebhookEvent;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.ClaimResult;
import dev.videocompilation.worker.claim.ClaimResult.Claimed;
import dev.videocompilation.worker.claim.ClaimResult.Poisonous;
import dev.videocompilation.worker.claim.ClaimSettings;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.claim.StateChange;
import dev.videocompilation.worker.job.ClaimLostException;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.JobOutcome;
import dev.videocompilation.worker.job.JobTransition;
import dev.videocompilation.worker.job.NotNowException;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.sweep.FinishedJobs;
import dev.videocompilation.worker.sweep.SweepSettings;
import dev.videocompilation.worker.testdatabase.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class JobLedgerTest {
    private static final URI HOOK = URI.create("https://example.com/hook");
    private static final RetrySettings RETRIES = new RetrySettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 3);

    private final DSLContext database = TestDatabase.create();
    private final JobClaims claims = new JobClaims(database, new ClaimSettings(Duration.ofSeconds(90), 3), "worker");
    private final JobLedger ledger = new JobLedger(database, new RetryBackoff(RETRIES, new Random(1)));
    private final int script = database.insertInto(SECTION_DETAILED_SCRIPTS)
            .set(SECTION_DETAILED_SCRIPTS.SECTION_ID, 1)
            .returningResult(SECTION_DETAILED_SCRIPTS.ID)
            .fetchSingle(SECTION_DETAILED_SCRIPTS.ID);

    private static NotNowException noRoom() {
        return new NotNowException(ErrorCode.DISK_BUSY, "needs 9 MiB, 3 are left");
    }

    @Test
    void aResultIsCommittedWithTheScriptAndTheEvent() {
        Claim claim = claim("a");

        assertThat(ledger.complete(claim, result("https://v.example.com/a"))).isEqualTo(new JobOutcome.Completed());

        assertThat(job("a").get(COMPILE_JOBS.STATE)).isEqualTo("succeeded");
        assertThat(compiledUrl()).isEqualTo("https://v.example.com/a");
        VideoCompiled event = (VideoCompiled)
                WebhookEventJson.read(database.fetchSingle(WEBHOOK_OUTBOX).get(WEBHOOK_OUTBOX.PAYLOAD));
        assertThat(event.data().compiledVideoUrl()).isEqualTo(URI.create("https://v.example.com/a"));
        assertThat(database.fetchSingle(WEBHOOK_OUTBOX).get(WEBHOOK_OUTBOX.TARGET_URL))
                .isEqualTo(HOOK.toString());
    }

    @Test
    void aStaleClaimWritesNothing() {
        Claim stale = claim("a");
        runOut("a");
        Claim current = claimAlone("a");

        assertThatThrownBy(() -> ledger.complete(stale, result("https://v.example.com/stale")))
                .isInstanceOf(ClaimLostException.class);
        assertThatThrownBy(() -> ledger.reject(stale, new RejectedException(ErrorCode.CLIP_EMPTY, "x")))
                .isInstanceOf(ClaimLostException.class);
        assertThatThrownBy(() -> ledger.retryLater(stale, new TransientException(ErrorCode.DISK_FULL, "x", null)))
                .isInstanceOf(ClaimLostException.class);
        assertThatThrownBy(() -> ledger.release(stale)).isInstanceOf(ClaimLostException.class);
        assertThatThrownBy(() -> ledger.handBack(stale, noRoom())).isInstanceOf(ClaimLostException.class);
        assertThat(job("a").get(COMPILE_JOBS.STATE)).isEqualTo("running");
        assertThat(compiledUrl()).isNull();
        assertThat(database.fetchCount(WEBHOOK_OUTBOX)).isZero();

        assertThat(ledger.complete(current, result("https://v.example.com/a"))).isEqualTo(new JobOutcome.Completed());
    }

    @Test
    void aJobThatIsHandedBackIsQueuedWithTheReasonAndNoAttemptCounted() {
        assertThat(ledger.handBack(claim("a"), noRoom())).isEqualTo(new JobOutcome.HandedBack(ErrorCode.DISK_BUSY));

        assertThat(job("a").get(COMPILE_JOBS.STATE)).isEqualTo("queued");
        assertThat(job("a").get(COMPILE_JOBS.ATTEMPTS)).isZero();
        assertThat(job("a").get(COMPILE_JOBS.ERROR_CODE)).isEqualTo("DISK_BUSY");
        assertThat(job("a").get(COMPILE_JOBS.ERROR_MESSAGE)).isEqualTo("needs 9 MiB, 3 are left");
        assertThat(database.fetchCount(WEBHOOK_OUTBOX)).isZero();
        assertThat(claims.waitsForRoom(message("a").job().jobId())).isTrue();
        assertThat(claim("a").failedAttempts()).isZero();
        assertThat(claims.waitsForRoom(message("a").job().jobId())).isFalse();
    }

    @Test
    void aJobThatFailedInPassingDoesNotWaitForRoom() {
        var _ = ledger.retryLater(claim("a"), new TransientException(ErrorCode.DISK_FULL, "x", null));

        assertThat(claims.waitsForRoom(message("a").job().jobId())).isFalse();
    }

    @Test
    void aJobThatCrashedThreeTimesAloneIsSetAsideWithItsEvent() {
        Poisonous poisonous = poisonous("a");

        JobOutcome outcome = ledger.park(message("a").job(), poisonous);

        assertThat(outcome).isInstanceOfSatisfying(JobOutcome.Parked.class, parked -> {
            assertThat(parked.code()).isEqualTo(ErrorCode.WORKER_CRASHED);
            assertThat(parked.reason()).contains("3 times");
            assertThat(job("a").get(COMPILE_JOBS.ERROR_MESSAGE)).isEqualTo(parked.reason());
            assertThat(((VideoCompileFailed) event("a")).data().errorMessage()).isEqualTo(parked.reason());
        });
        assertThat(job("a").get(COMPILE_JOBS.STATE)).isEqualTo("dead");
        assertThat(job("a").get(COMPILE_JOBS.ERROR_CODE)).isEqualTo("WORKER_CRASHED");
        assertThat(job("a").get(COMPILE_JOBS.CRASHES)).isEqualTo(4);
        assertThat(job("a").get(COMPILE_JOBS.CRASHES_ALONE)).isEqualTo(3);
        assertThat(claims.claim(message("a"))).isEqualTo(new ClaimResult.Parked());
        assertThat(ledger.park(message("a").job(), poisonous)).isEqualTo(new JobOutcome.ClaimLost());
        assertThat(database.fetchCount(WEBHOOK_OUTBOX)).isEqualTo(1);
    }

    @Test
    void aJobWhoseWorkerIsAliveAfterAllIsNotSetAside() {
        Poisonous poisonous = poisonous("a");
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.LEASE_UNTIL, Instant.now().plusSeconds(60))
                .execute();

        assertThat(ledger.park(message("a").job(), poisonous)).isEqualTo(new JobOutcome.ClaimLost());

        assertThat(job("a").get(COMPILE_JOBS.STATE)).isEqualTo("running");
        assertThat(database.fetchCount(WEBHOOK_OUTBOX)).isZero();
    }

    @Test
    void neitherAFailureThatPassesNorASoftStopForgetsACrash() {
        var _ = claim("a");
        runOut("a");
        var _ = claimAlone("a");
        runOut("a");

        var _ = ledger.retryLater(claimAlone("a"), new TransientException(ErrorCode.DISK_FULL, "x", null));
        makeDue("a");
        assertThat(claims.claim(message("a"))).isEqualTo(new ClaimResult.NeedsSolitude());
        var _ = ledger.release(claimAlone("a"));

        assertThat(job("a").get(COMPILE_JOBS.CRASHES)).isEqualTo(2);
        assertThat(job("a").get(COMPILE_JOBS.CRASHES_ALONE)).isEqualTo(1);
        assertThat(claims.claim(message("a"))).isEqualTo(new ClaimResult.NeedsSolitude());
    }

    @Test
    void aCommittedJobCannotBeCommittedAgain() {
        Claim claim = claim("a");
        assertThat(ledger.complete(claim, result("https://v.example.com/a"))).isEqualTo(new JobOutcome.Completed());

        assertThatThrownBy(() -> ledger.complete(claim, result("https://v.example.com/again")))
                .isInstanceOf(ClaimLostException.class);

        assertThat(compiledUrl()).isEqualTo("https://v.example.com/a");
        assertThat(database.fetchCount(WEBHOOK_OUTBOX)).isEqualTo(1);
    }

    @Test
    void aJobAcceptedEarlierLeavesALaterJobsResultAlone() {
        Claim earlier = claim("earlier");
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.ACCEPTED_AT, Instant.now().minusSeconds(60))
                .execute();
        Claim later = claim("later");

        assertThat(ledger.complete(later, result("https://v.example.com/later")))
                .isEqualTo(new JobOutcome.Completed());
        assertThat(ledger.complete(earlier, result("https://v.example.com/earlier")))
                .isEqualTo(new JobOutcome.Completed());

        assertThat(job("earlier").get(COMPILE_JOBS.STATE)).isEqualTo("succeeded");
        assertThat(compiledUrl()).isEqualTo("https://v.example.com/later");
        assertThat(resultOf("earlier").path("superseded").booleanValue(false)).isTrue();
        assertThat(resultOf("later").has("superseded")).isFalse();
        assertThat(((VideoCompiled) event("earlier")).data().superseded()).isTrue();
        assertThat(((VideoCompiled) event("later")).data().superseded()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobTransition.class,
            names = {"RESET_FAILED", "RESET_DEAD"})
    void aJobThatIsResetAfterTheLaterResultIsOldLeavesThatResultAlone(JobTransition reset) {
        Claim earlier = claim("earlier");
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.ACCEPTED_AT, Instant.now().minusSeconds(60))
                .execute();
        ledger.complete(claim("later"), result("https://v.example.com/later"));
        ledger.reject(earlier, new RejectedException(ErrorCode.CLIP_NOT_FOUND, "x"));
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.STATE, reset.from().orElseThrow().wireName())
                .where(COMPILE_JOBS.JOB_ID.eq("earlier"))
                .execute();
        ageOutWhatIsOld("later");

        assertThat(StateChange.ofEnded(database, reset, new JobId("earlier"))).isPresent();
        ageOutWhatIsOld("later");
        ledger.complete(claim("earlier"), result("https://v.example.com/earlier"));

        assertThat(compiledUrl()).isEqualTo("https://v.example.com/later");
        assertThat(resultOf("earlier").path("superseded").booleanValue(false)).isTrue();
        ageOutWhatIsOld("later");
        assertThat(database.fetchExists(COMPILE_JOBS, COMPILE_JOBS.JOB_ID.eq("later")))
                .describedAs("nothing is left that could overwrite it")
                .isFalse();
    }

    @Test
    void aScriptThatIsGoneTakesNoResult() {
        Claim claim = claim("a");
        database.deleteFrom(SECTION_DETAILED_SCRIPTS).execute();

        assertThatThrownBy(() -> ledger.complete(claim, result("https://v.example.com/a")))
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCRIPT_NOT_FOUND));
        assertThat(job("a").get(COMPILE_JOBS.STATE)).isEqualTo("running");
    }

    @Test
    void aPermanentFailureNamesTheClipAndTellsTheReceiver() {
        Claim claim = claim("a");

        JobOutcome outcome = ledger.reject(
                claim, new RejectedException(ErrorCode.CLIP_EMPTY, "video 5 has no bytes", ClipRef.video(5)));

        assertThat(outcome).isEqualTo(new JobOutcome.Rejected(ErrorCode.CLIP_EMPTY));
        assertThat(job("a").get(COMPILE_JOBS.ERROR_CLIP_ID)).isEqualTo(5);
        VideoCompileFailed event = (VideoCompileFailed)
                WebhookEventJson.read(database.fetchSingle(WEBHOOK_OUTBOX).get(WEBHOOK_OUTBOX.PAYLOAD));
        assertThat(event.data().errorCode()).isEqualTo(ErrorCode.CLIP_EMPTY);
        assertThat(event.data().clipId()).hasValue(5);
    }

    @Test
    void aTransientFailureQueuesTheJobUntilItsAttemptsAreUsedUp() {
        TransientException failure = new TransientException(ErrorCode.STORAGE_UNAVAILABLE, "S3 is away", null);
        for (int attempt = 1; attempt < RETRIES.attempts(); attempt++) {
            assertThat(ledger.retryLater(claim("a"), failure))
                    .isInstanceOfSatisfying(
                            JobOutcome.RetryLater.class,
                            retry -> assertThat(retry.delay()).isBetween(Duration.ZERO, Duration.ofMinutes(15)));
            assertThat(job("a").get(COMPILE_JOBS.STATE)).isEqualTo("queued");
            assertThat(job("a").get(COMPILE_JOBS.ATTEMPTS)).isEqualTo(attempt);
            makeDue("a");
        }

        assertThat(ledger.retryLater(claim("a"), failure))
                .isEqualTo(new JobOutcome.Rejected(ErrorCode.RETRIES_EXHAUSTED));

        assertThat(job("a").get(COMPILE_JOBS.STATE)).isEqualTo("failed");
        assertThat(job("a").get(COMPILE_JOBS.ERROR_MESSAGE)).contains("STORAGE_UNAVAILABLE", "S3 is away");
        assertThat(database.fetchCount(WEBHOOK_OUTBOX)).isEqualTo(1);
    }

    @Test
    void aSoftStopCountsAsNoAttempt() {
        assertThat(ledger.release(claim("a"))).isEqualTo(new JobOutcome.Stopped());

        assertThat(job("a").get(COMPILE_JOBS.ATTEMPTS)).isZero();
        assertThat(claim("a").fence()).isEqualTo(2);
    }

    @Test
    void backoffIsFullJitterUnderADoublingBoundWithACap() {
        RetryBackoff backoff =
                new RetryBackoff(new RetrySettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 8), new Random(7));
        for (int failures = 1; failures <= 8; failures++) {
            Duration bound = Duration.ofSeconds(Math.min(5L << (failures - 1), 900));
            Duration longest = Duration.ZERO;
            Duration shortest = bound;
            for (int i = 0; i < 1_000; i++) {
                Duration wait = backoff.after(failures);
                assertThat(wait).isBetween(Duration.ZERO, bound);
                longest = wait.compareTo(longest) > 0 ? wait : longest;
                shortest = wait.compareTo(shortest) < 0 ? wait : shortest;
            }
            assertThat(longest).isGreaterThan(bound.multipliedBy(9).dividedBy(10));
            assertThat(shortest).isLessThan(bound.dividedBy(10));
        }
    }

    private Claim claim(String id) {
        return claimed(claims.claim(message(id)));
    }

    private Claim claimAlone(String id) {
        return claimed(claims.claimAlone(message(id)));
    }

    private JobMessage message(String id) {
        return JobMessage.of(CompileJob.of(new JobId(id), script).withWebhookUrl(HOOK));
    }

    private static Claim claimed(ClaimResult result) {
        if (result instanceof Claimed claimed) {
            return claimed.claim();
        }
        throw new AssertionError("the job could not be claimed");
    }

    /** Crashes a job's worker until nothing is left but to set the job aside. */
    private Poisonous poisonous(String id) {
        var _ = claim(id);
        runOut(id);
        while (claims.claimAlone(message(id)) instanceof Claimed) {
            runOut(id);
        }
        if (claims.claimAlone(message(id)) instanceof Poisonous poisonous) {
            return poisonous;
        }
        throw new AssertionError("the job was not found to be poisonous");
    }

    /** Sweeps as if one of the jobs had ended before the time for which rows are kept, and its event been delivered. */
    private void ageOutWhatIsOld(String id) {
        SweepSettings settings = SweepSettings.read(new SettingsReader(Map.of()));
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.FINISHED_AT, Instant.now().minus(settings.retention()))
                .where(COMPILE_JOBS.JOB_ID.eq(id))
                .execute();
        database.update(WEBHOOK_OUTBOX).set(WEBHOOK_OUTBOX.STATE, "delivered").execute();
        new FinishedJobs(database, settings).ageOut();
    }

    private JsonNode resultOf(String id) {
        return JsonMapper.shared().readTree(job(id).get(COMPILE_JOBS.RESULT).data());
    }

    private WebhookEvent event(String id) {
        return WebhookEventJson.read(database.fetchSingle(WEBHOOK_OUTBOX, WEBHOOK_OUTBOX.JOB_ID.eq(id))
                .get(WEBHOOK_OUTBOX.PAYLOAD));
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

    private void makeDue(String id) {
        database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.NEXT_ATTEMPT_AT, Instant.now().minusSeconds(5))
                .where(COMPILE_JOBS.JOB_ID.eq(id))
                .execute();
    }

    private @org.jspecify.annotations.Nullable String compiledUrl() {
        return database.fetchSingle(SECTION_DETAILED_SCRIPTS).get(SECTION_DETAILED_SCRIPTS.COMPILED_VIDEO_URL);
    }

    private static CompileResult result(String url) {
        Duration none = Duration.ZERO;
        return new CompileResult(
                URI.create(url),
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
