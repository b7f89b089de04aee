package dev.videocompilation.worker.sweep;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;

import dev.videocompilation.worker.claim.DatabaseClock;
import dev.videocompilation.worker.job.StoppedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Sends the messages of jobs again that nobody takes up. The queue cannot be asked what it holds, so a message that was there after
 * all comes twice; the claim sees to it that the second has no effect.
 *
 * <p>A job is marked first, then its message is sent: a crash in between costs it one wait. The wait doubles with each re-send. A
 * claim ends the doubling: it raises the fence beyond the one that the mark names.
 */
public final class JobResender {
    private static final Logger LOG = LoggerFactory.getLogger(JobResender.class);
    private static final int LOT = 10;
    private static final int MOST_LOTS = 10;

    /** Beyond which doubling would only overflow: any wait has long reached its cap. */
    private static final int MOST_DOUBLINGS = 40;

    private final DSLContext database;
    private final SqsClient sqs;
    private final String queueUrl;
    private final SweepSettings settings;

    public JobResender(DSLContext database, SqsClient sqs, String queueUrl, SweepSettings settings) {
        this.database = Objects.requireNonNull(database);
        this.sqs = Objects.requireNonNull(sqs);
        this.queueUrl = Objects.requireNonNull(queueUrl);
        this.settings = Objects.requireNonNull(settings);
    }

    /**
     * Sends what is due, at most 100 messages. A send that fails waits its turn, and ends this call: where the queue is away, few
     * jobs should lose a wait.
     *
     * @param done is told of each that was sent
     * @throws StoppedException if the thread is interrupted
     */
    public void resend(IntConsumer done) {
        for (int lot = 0; lot < MOST_LOTS; lot++) {
            int sent = 0;
            for (Marked job : mark()) {
                if (send(job)) {
                    sent++;
                    done.accept(1);
                }
            }
            if (sent < LOT) {
                break;
            }
        }
    }

    private List<Marked> mark() {
        // A common table expression that locks is run once; as a subquery the planner could run it again for each row.
        CommonTableExpression<Record1<String>> due = DSL.name("due")
                .fields("job_id")
                .as(DSL.select(COMPILE_JOBS.JOB_ID)
                        .from(COMPILE_JOBS)
                        .where(abandoned().or(forgotten()))
                        .and(COMPILE_JOBS
                                .RESEND_FENCE
                                .isDistinctFrom(COMPILE_JOBS.FENCE)
                                .or(COMPILE_JOBS.RESEND_AFTER.le(DatabaseClock.now())))
                        .orderBy(DSL.coalesce(COMPILE_JOBS.LEASE_UNTIL, COMPILE_JOBS.NEXT_ATTEMPT_AT))
                        .limit(LOT)
                        .forUpdate()
                        .skipLocked());
        Field<Integer> resends = DSL.when(COMPILE_JOBS.RESEND_FENCE.eq(COMPILE_JOBS.FENCE), COMPILE_JOBS.RESENDS)
                .otherwise(0)
                .plus(1);
        return database.with(due)
                .update(COMPILE_JOBS)
                .set(COMPILE_JOBS.RESENDS, resends)
                .set(COMPILE_JOBS.RESEND_FENCE, COMPILE_JOBS.FENCE)
                .set(COMPILE_JOBS.RESEND_AFTER, next(resends))
                .from(due)
                .where(COMPILE_JOBS.JOB_ID.eq(due.field("job_id", String.class)))
                .returningResult(
                        COMPILE_JOBS.JOB_ID, COMPILE_JOBS.USER_ID, COMPILE_JOBS.REQUEST, COMPILE_JOBS.RESEND_AFTER)
                .fetch(row -> new Marked(
                        row.value1(),
                        Optional.ofNullable(row.value2()),
                        row.value3().data(),
                        row.value4()));
    }

    /** Its worker let the lease run out, and its message has not come back since. */
    private Condition abandoned() {
        return COMPILE_JOBS
                .STATE
                .eq("running")
                .and(COMPILE_JOBS.LEASE_UNTIL.le(ago(settings.resend().runningAfter())));
    }

    private Condition forgotten() {
        return COMPILE_JOBS
                .STATE
                .eq("queued")
                .and(COMPILE_JOBS.NEXT_ATTEMPT_AT.le(ago(settings.resend().queuedAfter())));
    }

    private static Field<Instant> ago(Duration duration) {
        return DatabaseClock.nowPlus(duration.negated());
    }

    private Field<Instant> next(Field<Integer> resends) {
        Field<Long> wait = DSL.when(
                        COMPILE_JOBS.STATE.eq("running"),
                        settings.resend().runningAfter().toMillis())
                .otherwise(settings.resend().queuedAfter().toMillis());
        return DSL.field(
                "now() + least({0} * power(2, least({1}, {2})), {3}) * interval '1 millisecond'",
                SQLDataType.INSTANT,
                wait,
                resends,
                DSL.val(MOST_DOUBLINGS),
                DSL.val(settings.resend().cap().toMillis()));
    }

    private boolean send(Marked job) {
        SendMessageRequest.Builder request =
                SendMessageRequest.builder().queueUrl(queueUrl).messageBody(job.request());
        job.userId().ifPresent(request::messageGroupId);
        try {
            sqs.sendMessage(request.build());
            LOG.debug("sent job {} again; next time at {} unless it is claimed", job.jobId(), job.resendAfter());
            return true;
        } catch (SdkException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new StoppedException();
            }
            LOG.warn(
                    "tried to send job {} again but failed because {}; sent at {} unless it is claimed",
                    job.jobId(),
                    e.getMessage(),
                    job.resendAfter());
            return false;
        }
    }

    private record Marked(String jobId, Optional<String> userId, String request, Instant resendAfter) {}
}
