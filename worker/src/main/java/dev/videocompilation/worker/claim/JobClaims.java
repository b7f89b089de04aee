package dev.videocompilation.worker.claim;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.worker.claim.ClaimResult.Busy;
import dev.videocompilation.worker.claim.ClaimResult.CancelRequested;
import dev.videocompilation.worker.claim.ClaimResult.Claimed;
import dev.videocompilation.worker.claim.ClaimResult.Finished;
import dev.videocompilation.worker.claim.ClaimResult.IdTaken;
import dev.videocompilation.worker.claim.ClaimResult.NeedsSolitude;
import dev.videocompilation.worker.claim.ClaimResult.NotDue;
import dev.videocompilation.worker.claim.ClaimResult.Parked;
import dev.videocompilation.worker.claim.ClaimResult.Poisonous;
import dev.videocompilation.worker.job.ClaimLostException;
import dev.videocompilation.worker.job.ClipObject;
import dev.videocompilation.worker.job.JobTransition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes, renews and pins jobs in PostgreSQL. A claim is one statement: it accepts a job that has no row yet, and takes one that is
 * queued and due or whose lease has run out, raising its fence. A lease that ran out counts as a crash of the job's worker, and a
 * job with a crash is only taken to run alone. One whose cancelling was asked for is never taken.
 */
public final class JobClaims {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<ClipObject>> CLIPS = new TypeReference<>() {};

    /** What the clocks of database and worker may run apart within a call. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(1);

    private final DSLContext database;
    private final ClaimSettings settings;
    private final String owner;

    /**
     * Claims in a worker's name.
     *
     * @param owner how this worker is called in {@code lease_owner}, for people
     */
    public JobClaims(DSLContext database, ClaimSettings settings, String owner) {
        this.database = Objects.requireNonNull(database);
        this.settings = Objects.requireNonNull(settings);
        this.owner = Objects.requireNonNull(owner);
    }

    /** Asks for a job, to run it beside others. */
    public ClaimResult claim(JobMessage message) {
        return claim(message, false);
    }

    /** Asks for a job, to run it with nothing beside it in this worker until it has ended. */
    public ClaimResult claimAlone(JobMessage message) {
        return claim(message, true);
    }

    private ClaimResult claim(JobMessage message, boolean alone) {
        Condition sameContent = COMPILE_JOBS.REQUEST_FINGERPRINT.eq(message.fingerprint());
        Condition due =
                StateChange.isFrom(JobTransition.CLAIM).and(COMPILE_JOBS.NEXT_ATTEMPT_AT.le(DatabaseClock.now()));
        Condition abandoned = StateChange.isFrom(JobTransition.TAKE_OVER)
                .and(COMPILE_JOBS.LEASE_UNTIL.lt(DatabaseClock.now()))
                .and(Crashes.countedAlone().lt(settings.crashesAlone()));
        Condition company = alone ? DSL.noCondition() : Crashes.counted().eq(0);
        Field<Long> none = DSL.castNull(SQLDataType.BIGINT);
        Condition wanted = COMPILE_JOBS.CANCEL_REQUESTED_AT.isNull();
        Record row = database.insertInto(COMPILE_JOBS)
                .set(COMPILE_JOBS.JOB_ID, message.job().jobId().value())
                .set(COMPILE_JOBS.SCRIPT_ID, message.job().scriptId())
                .set(COMPILE_JOBS.USER_ID, message.job().userId().orElse(null))
                .set(COMPILE_JOBS.SCHEMA_VERSION, JobMessage.SCHEMA_VERSION)
                .set(COMPILE_JOBS.REQUEST, JSONB.valueOf(message.json()))
                .set(COMPILE_JOBS.REQUEST_FINGERPRINT, message.fingerprint())
                .set(COMPILE_JOBS.STATE, JobTransition.ACCEPT_AND_CLAIM.to().wireName())
                .set(COMPILE_JOBS.FENCE, 1L)
                .set(COMPILE_JOBS.LEASE_OWNER, owner)
                .set(COMPILE_JOBS.LEASE_UNTIL, DatabaseClock.nowPlus(settings.lease()))
                .set(COMPILE_JOBS.STARTED_AT, DatabaseClock.now())
                .set(COMPILE_JOBS.ALONE_FENCE, alone ? DSL.val(1L) : none)
                .onConflict(COMPILE_JOBS.JOB_ID)
                .doUpdate()
                .set(COMPILE_JOBS.STATE, JobTransition.CLAIM.to().wireName())
                .set(COMPILE_JOBS.FENCE, COMPILE_JOBS.FENCE.plus(1))
                .set(COMPILE_JOBS.LEASE_OWNER, owner)
                .set(COMPILE_JOBS.LEASE_UNTIL, DatabaseClock.nowPlus(settings.lease()))
                .set(COMPILE_JOBS.STARTED_AT, DatabaseClock.now())
                .set(COMPILE_JOBS.PROGRESS, 0f)
                .setNull(COMPILE_JOBS.SECONDS_LEFT)
                .set(COMPILE_JOBS.CRASHES, Crashes.counted())
                .set(COMPILE_JOBS.CRASHES_ALONE, Crashes.countedAlone())
                .set(COMPILE_JOBS.ALONE_FENCE, alone ? COMPILE_JOBS.FENCE.plus(1) : none)
                .where(sameContent.and(wanted).and(company).and(due.or(abandoned)))
                .returningResult(
                        COMPILE_JOBS.FENCE,
                        COMPILE_JOBS.ATTEMPTS,
                        COMPILE_JOBS.CLIPS,
                        COMPILE_JOBS.SKIPPED_CLIPS,
                        DatabaseClock.millisUntil(COMPILE_JOBS.ACCEPTED_AT).as("accepted"))
                .fetchOne();
        return row == null ? whyNot(message, alone) : new Claimed(claim(message, row));
    }

    /**
     * A claim of this worker that stands in the row and was never told of, since the answer to it was lost. Not to be asked for a job that
     * this worker is at.
     *
     * @param asked how long ago the claim was asked for
     */
    public Optional<Claim> unanswered(JobMessage message, Duration asked) {
        return database.select(
                        COMPILE_JOBS.FENCE,
                        COMPILE_JOBS.ATTEMPTS,
                        COMPILE_JOBS.CLIPS,
                        COMPILE_JOBS.SKIPPED_CLIPS,
                        DatabaseClock.millisUntil(COMPILE_JOBS.ACCEPTED_AT).as("accepted"))
                .from(COMPILE_JOBS)
                .where(COMPILE_JOBS.JOB_ID.eq(message.job().jobId().value()))
                .and(COMPILE_JOBS.STATE.eq(State.RUNNING.wireName()))
                .and(COMPILE_JOBS.LEASE_OWNER.eq(owner))
                // Not one of an earlier process of the same name.
                .and(COMPILE_JOBS.STARTED_AT.gt(
                        DatabaseClock.nowPlus(asked.plus(CLOCKS_APART).negated())))
                .fetchOptional(row -> claim(message, row));
    }

    /** Whether a job waits because it was handed back for want of room the last time. */
    public boolean waitsForRoom(JobId jobId) {
        return database.fetchExists(
                COMPILE_JOBS,
                COMPILE_JOBS.JOB_ID.eq(jobId.value()),
                StateChange.isFrom(JobTransition.CLAIM),
                COMPILE_JOBS.ERROR_CODE.eq(ErrorCode.DISK_BUSY.name()));
    }

    /** Whether the database answers. */
    public boolean databaseAnswers() {
        try {
            return database.fetchValue(DSL.inline(true));
        } catch (DataAccessException e) {
            return false;
        }
    }

    /**
     * Prolongs a claim's lease, and reads in the same statement whether the job's cancelling was asked for.
     */
    public LeaseRenewal renew(Claim claim) {
        Record row = database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.LEASE_UNTIL, DatabaseClock.nowPlus(settings.lease()))
                .where(standing(claim))
                .returningResult(COMPILE_JOBS.CANCEL_REQUESTED_AT)
                .fetchOne();
        if (row == null) {
            return LeaseRenewal.LOST;
        }
        return row.get(COMPILE_JOBS.CANCEL_REQUESTED_AT) == null ? LeaseRenewal.RENEWED : LeaseRenewal.CANCEL_REQUESTED;
    }

    /**
     * Pins the clips: every later attempt of the job takes these objects and no others.
     *
     * @throws ClaimLostException if the claim does not stand any more
     */
    public void freeze(Claim claim, FrozenClips clips) {
        int rows = database.update(COMPILE_JOBS)
                .set(COMPILE_JOBS.CLIPS, JSONB.valueOf(JSON.writeValueAsString(clips.objects())))
                .set(COMPILE_JOBS.SKIPPED_CLIPS, SkippedClipsJson.write(clips.missing()))
                .where(standing(claim).and(COMPILE_JOBS.CLIPS.isNull()))
                .execute();
        if (rows != 1) {
            throw new ClaimLostException(claim.jobId(), claim.fence());
        }
    }

    /** The condition that every write of a claim carries: the job runs, and under this claim. */
    public static Condition standing(Claim claim) {
        return COMPILE_JOBS
                .JOB_ID
                .eq(claim.jobId().value())
                .and(COMPILE_JOBS.FENCE.eq(claim.fence()))
                .and(COMPILE_JOBS.STATE.eq(State.RUNNING.wireName()));
    }

    private static Claim claim(JobMessage message, Record row) {
        JSONB clips = row.get(COMPILE_JOBS.CLIPS);
        return new Claim(
                message,
                row.get(COMPILE_JOBS.FENCE),
                row.get(COMPILE_JOBS.ATTEMPTS),
                Duration.ofMillis(Math.max(0, -row.get("accepted", Long.class))),
                clips == null
                        ? Optional.empty()
                        : Optional.of(new FrozenClips(
                                JSON.readValue(clips.data(), CLIPS),
                                SkippedClipsJson.read(row.get(COMPILE_JOBS.SKIPPED_CLIPS)))));
    }

    private ClaimResult whyNot(JobMessage message, boolean alone) {
        JobId jobId = message.job().jobId();
        Record row = database.select(
                        COMPILE_JOBS.STATE,
                        COMPILE_JOBS.REQUEST_FINGERPRINT,
                        COMPILE_JOBS.CANCEL_REQUESTED_AT,
                        COMPILE_JOBS.FENCE,
                        DSL.field(COMPILE_JOBS.LEASE_UNTIL.gt(
                                        DatabaseClock.after(COMPILE_JOBS.STARTED_AT, settings.lease())))
                                .as("renewed"),
                        Crashes.counted().as("crashes"),
                        Crashes.countedAlone().as("crashes_alone"),
                        DatabaseClock.millisUntil(DSL.coalesce(COMPILE_JOBS.LEASE_UNTIL, COMPILE_JOBS.NEXT_ATTEMPT_AT))
                                .as("remaining"))
                .from(COMPILE_JOBS)
                .where(COMPILE_JOBS.JOB_ID.eq(jobId.value()))
                .fetchOne();
        if (row == null) {
            return new Busy(Duration.ZERO, true);
        }
        if (!message.fingerprint().equals(row.get(COMPILE_JOBS.REQUEST_FINGERPRINT))) {
            return new IdTaken();
        }
        long remainingMs = row.get("remaining", Long.class);
        Duration remaining = Duration.ofMillis(Math.max(0, remainingMs));
        boolean cancelled = row.get(COMPILE_JOBS.CANCEL_REQUESTED_AT) != null;
        State state = State.ofWireName(row.get(COMPILE_JOBS.STATE));
        int crashes = row.get("crashes", Integer.class);
        int crashesAlone = row.get("crashes_alone", Integer.class);
        ClaimResult waiting = cancelled ? new CancelRequested() : new NotDue(remaining);
        ClaimResult free = !cancelled && !alone && crashes > 0 ? new NeedsSolitude() : waiting;
        return switch (state) {
            case RUNNING -> {
                if (remainingMs >= 0) {
                    boolean lately = remaining.compareTo(settings.lease().dividedBy(2)) > 0;
                    // Unknown where nobody wrote down when the claim began.
                    yield new Busy(remaining, lately && Boolean.TRUE.equals(row.get("renewed", Boolean.class)));
                }
                yield !cancelled && crashesAlone >= settings.crashesAlone()
                        ? new Poisonous(row.get(COMPILE_JOBS.FENCE), crashes, crashesAlone)
                        : free;
            }
            case QUEUED -> remainingMs > 0 ? waiting : free;
            case DEAD -> new Parked();
            case SUCCEEDED, FAILED, CANCELLED -> new Finished(state.wireName());
        };
    }
}
