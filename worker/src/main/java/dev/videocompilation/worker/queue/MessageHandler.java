package dev.videocompilation.worker.queue;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.contract.job.JobMessageReading;
import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.ClaimResult;
import dev.videocompilation.worker.claim.JobClaims;
import dev.videocompilation.worker.intake.MessageIntake;
import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.JobOutcome;
import dev.videocompilation.worker.job.StopSignal;
import dev.videocompilation.worker.pipeline.CompilePipeline;
import dev.videocompilation.worker.telemetry.LogContext;
import dev.videocompilation.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Takes one message from its receive to its acknowledgement: reads it, claims its job, runs the pipeline under a heartbeat, and
 * does to the message what came of it. This is the one place where an outcome becomes a queue action.
 */
public final class MessageHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MessageHandler.class);
    /** Receives of a message after which a job that finds no room waits for a worker to itself. Below the queue's maxReceiveCount. */
    private static final int RECEIVES_BESIDE_OTHERS = 5;
    /** How many tries at keeping a waiting job's message hidden may fail before it is visible. */
    private static final int PAUSES_HIDDEN = 3;

    private final MessageIntake intake;
    private final JobClaims claims;
    private final CompilePipeline pipeline;
    private final SqsClient sqs;
    private final QueueSettings settings;
    private final HideDelays delays;
    private final WorkerMetrics metrics;
    private final LongSupplier nanoTime = System::nanoTime;
    private final VisibilityLimit limit = new VisibilityLimit(nanoTime);
    private final MessageAcknowledger acknowledger;
    /** The jobs that this worker has claimed and runs. */
    private final Set<JobId> atWork = ConcurrentHashMap.newKeySet();

    /** What a message showed of the database. */
    enum DatabaseContact {
        ANSWERED,
        AWAY,
        NOT_ASKED
    }

    /** Wires a handler for the queue of {@code settings}. */
    public MessageHandler(
            JobClaims claims,
            CompilePipeline pipeline,
            SqsClient sqs,
            QueueSettings settings,
            DeadLetterQueue deadLetters,
            HideDelays delays,
            WorkerMetrics metrics) {
        this.intake = new MessageIntake();
        this.claims = Objects.requireNonNull(claims);
        this.pipeline = Objects.requireNonNull(pipeline);
        this.sqs = Objects.requireNonNull(sqs);
        this.settings = Objects.requireNonNull(settings);
        this.delays = Objects.requireNonNull(delays);
        this.metrics = Objects.requireNonNull(metrics);
        this.acknowledger = new MessageAcknowledger(sqs, settings, deadLetters, limit, metrics);
    }

    /**
     * Handles a message to its end; never throws for what is in it.
     *
     * @param slot where its job runs
     * @return what it showed of the database: where that is away, no other message could be handled either
     */
    DatabaseContact handle(ReceivedMessage message, StopSignal signal, JobSlots.Slot slot) {
        return switch (intake.read(message.body())) {
            case JobMessageReading.Accepted accepted ->
                handleJob(message, accepted.message(), Optional.empty(), signal, slot);
            case JobMessageReading.NotSupportedYet refused ->
                handleJob(message, refused.message(), Optional.of(refused), signal, slot);
            case JobMessageReading.Malformed malformed -> {
                String reason = malformed.detail().lines().collect(Collectors.joining("; "));
                LOG.warn(
                        "message {} is refused with {}: {}; moved to the dead-letter queue",
                        message.messageId(),
                        malformed.code(),
                        reason);
                acknowledger.deadLetter(message, malformed.code(), reason);
                yield DatabaseContact.NOT_ASKED;
            }
            case JobMessageReading.LaterVersion later -> {
                LOG.info(
                        "message {} has schemaVersion {}; left for newer workers",
                        message.messageId(),
                        later.schemaVersion());
                acknowledger.hide(message, delays.afterReceives(message.receiveCount()));
                yield DatabaseContact.NOT_ASKED;
            }
        };
    }

    private DatabaseContact handleJob(
            ReceivedMessage message,
            JobMessage job,
            Optional<JobMessageReading.NotSupportedYet> refusal,
            StopSignal signal,
            JobSlots.Slot slot) {
        JobId jobId = job.job().jobId();
        long claimedAtNanos = nanoTime.getAsLong();
        try (LogContext context = LogContext.job(jobId.value(), job.job().traceparent())) {
            Objects.requireNonNull(context);
            ClaimResult result = claim(message, job, slot);
            if (result instanceof ClaimResult.NeedsSolitude && awaitSolitude(message, slot, signal)) {
                claimedAtNanos = nanoTime.getAsLong();
                result = claims.claimAlone(job);
            }
            switch (result) {
                case ClaimResult.Claimed claimed -> {
                    return work(message, claimed.claim(), refusal, signal, claimedAtNanos);
                }
                case ClaimResult.Busy busy ->
                    acknowledger.hide(message, delays.whileBusy(busy, message.receiveCount()));
                case ClaimResult.NotDue notDue -> acknowledger.hide(message, notDue.remaining());
                case ClaimResult.Finished finished -> {
                    LOG.info("the job is {} already; message deleted", finished.state());
                    acknowledger.delete(message);
                }
                case ClaimResult.NeedsSolitude crowded -> handOn(message, signal);
                case ClaimResult.Poisonous poisonous ->
                    acknowledge(message, jobId, pipeline.park(job.job(), poisonous));
                case ClaimResult.Parked parked -> {
                    LOG.warn("the job was set aside before; message moved to the dead-letter queue");
                    acknowledger.deadLetter(
                            message, jobId, ErrorCode.WORKER_CRASHED, ErrorCode.WORKER_CRASHED.summary());
                }
                case ClaimResult.CancelRequested cancelled -> acknowledge(message, jobId, pipeline.cancel(jobId));
                case ClaimResult.IdTaken taken -> {
                    LOG.warn("the job id is taken by a job with other content; message moved to the dead-letter queue");
                    acknowledger.deadLetter(message, ErrorCode.JOB_ID_CONFLICT, ErrorCode.JOB_ID_CONFLICT.summary());
                }
            }
            return DatabaseContact.ANSWERED;
        } catch (DataAccessException e) {
            LOG.warn("{}: {}; message hidden", ErrorCode.DATABASE_UNAVAILABLE, FailureReason.of(e));
            acknowledger.hide(message, delays.afterReceives(message.receiveCount()));
            long askedAtNanos = claimedAtNanos;
            // Asked anew each time: this worker may have got the message once more and be at the job by then.
            pipeline.releaseUnanswered(() -> atWork.contains(jobId)
                    ? Optional.empty()
                    : claims.unanswered(job, Duration.ofNanos(nanoTime.getAsLong() - askedAtNanos)));
            return DatabaseContact.AWAY;
        }
    }

    /**
     * Asks for the job. One that was handed back again and again asks for the worker to itself, so that smaller jobs cannot keep it
     * waiting for ever.
     */
    private ClaimResult claim(ReceivedMessage message, JobMessage job, JobSlots.Slot slot) {
        if (slot.isAlone()) {
            return claims.claimAlone(job);
        }
        boolean crowdedOut = message.receiveCount() > RECEIVES_BESIDE_OTHERS
                && claims.waitsForRoom(job.job().jobId());
        return crowdedOut ? new ClaimResult.NeedsSolitude() : claims.claim(job);
    }

    /**
     * Waits until this job has the worker to itself, at most {@code SOLITUDE_WAIT}; the message is kept hidden meanwhile, each time for
     * a moment only: nobody has claimed its job, and were this worker to die another should have it soon.
     *
     * @return false where the time is over or the worker ends
     */
    private boolean awaitSolitude(ReceivedMessage message, JobSlots.Slot slot, StopSignal signal) {
        LOG.info(
                "the job has crashed a worker before, or found no room beside others; it waits to run alone in this one");
        long until = nanoTime.getAsLong() + settings.slots().solitude().toNanos();
        Duration pause = settings.heartbeat().retry();
        try {
            slot.giveUpForAll();
            while (true) {
                Duration left = Duration.ofNanos(until - nanoTime.getAsLong());
                if (left.isNegative() || signal.reason().isPresent()) {
                    return false;
                }
                acknowledger.hide(message, pause.multipliedBy(PAUSES_HIDDEN));
                switch (slot.awaitAll(left.compareTo(pause) > 0 ? pause : left)) {
                    case ALONE -> {
                        return true;
                    }
                    case NOT_YET -> {}
                    case ENDING -> {
                        return false;
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("stopped while waiting");
            return false;
        }
    }

    /** Leaves a job that could not have this worker to itself to another one, or to a later time. */
    private void handOn(ReceivedMessage message, StopSignal signal) {
        signal.finish();
        boolean ending = signal.isDraining() || signal.reason().isPresent();
        Duration delay = ending ? Duration.ZERO : delays.afterReceives(message.receiveCount());
        LOG.info("the job cannot run alone here; its message is visible again in {} s", delay.toSeconds());
        acknowledger.hide(message, delay);
    }

    private DatabaseContact work(
            ReceivedMessage message,
            Claim claim,
            Optional<JobMessageReading.NotSupportedYet> refusal,
            StopSignal signal,
            long claimedAtNanos) {
        metrics.jobStarted();
        atWork.add(claim.jobId());
        acknowledger.hide(message, settings.visibility());
        JobOutcome outcome = new JobOutcome.ClaimLost();
        try (Heartbeat heartbeat = Heartbeat.start(
                new MessageBeat(sqs, settings, limit, claims, message, claim),
                settings.heartbeat(),
                signal,
                nanoTime,
                metrics,
                claimedAtNanos)) {
            Objects.requireNonNull(heartbeat);
            outcome = refusal.isPresent()
                    ? pipeline.refuse(claim, MessageIntake.refusal(refusal.get()))
                    : pipeline.run(claim, signal);
        } finally {
            signal.finish();
            atWork.remove(claim.jobId());
            metrics.jobEnded(outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        }
        acknowledge(message, claim.jobId(), outcome);
        boolean away = outcome instanceof JobOutcome.RetryLater later && later.code() == ErrorCode.DATABASE_UNAVAILABLE;
        return away ? DatabaseContact.AWAY : DatabaseContact.ANSWERED;
    }

    private void acknowledge(ReceivedMessage message, JobId jobId, JobOutcome outcome) {
        switch (outcome) {
            case JobOutcome.Completed completed -> acknowledger.delete(message);
            case JobOutcome.Rejected rejected -> acknowledger.delete(message);
            case JobOutcome.Cancelled cancelled -> acknowledger.delete(message);
            case JobOutcome.Parked parked -> acknowledger.deadLetter(message, jobId, parked.code(), parked.reason());
            case JobOutcome.HandedBack handedBack -> {
                Duration delay = delays.afterReceives(message.receiveCount());
                LOG.info(
                        "handed back with {}, no attempt counted; its message is visible again in {} s",
                        handedBack.code(),
                        delay.toSeconds());
                acknowledger.hide(message, delay);
            }
            case JobOutcome.RetryLater retry -> acknowledger.hide(message, retry.delay());
            case JobOutcome.Stopped stopped -> acknowledger.hide(message, Duration.ZERO);
            case JobOutcome.ClaimLost lost ->
                LOG.info("the claim is lost; the message is left to whoever holds the job");
        }
    }

    /** Whether jobs can be claimed again, as far as one question tells. */
    boolean databaseAnswers() {
        return claims.databaseAnswers();
    }

    /** Hands a message back that was received but not begun. */
    void handBack(ReceivedMessage message) {
        acknowledger.hide(message, Duration.ZERO);
    }
}
