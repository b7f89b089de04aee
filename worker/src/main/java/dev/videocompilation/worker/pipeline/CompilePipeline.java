package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.ClaimResult;
import dev.videocompilation.worker.job.ClaimLostException;
import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.JobOutcome;
import dev.videocompilation.worker.job.NotNowException;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.StopSignal;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.ledger.CompileResult;
import dev.videocompilation.worker.ledger.JobCancellation;
import dev.videocompilation.worker.ledger.JobLedger;
import dev.videocompilation.worker.publish.OutputKeys;
import dev.videocompilation.worker.publish.VideoPublisher;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one attempt at a claimed job and writes how it ended, so that the returned outcome only has to be acknowledged. Whatever
 * goes wrong becomes one of the outcomes; nothing is thrown.
 */
public final class CompilePipeline {
    private static final Logger LOG = LoggerFactory.getLogger(CompilePipeline.class);
    private static final String THE_END = "the job's end";

    private final JobStages stages;
    private final JobLedger ledger;
    private final JobCancellation cancellation;
    private final VideoPublisher publisher;
    private final Runnable eventWritten;
    private final Duration databaseAway;
    private final PatientWrite patiently;

    /**
     * Wires the pipeline.
     *
     * @param eventWritten is run after an event was committed, so that it is delivered without delay
     * @param databaseAway how long the end of a claimed job is tried to be written, and how long its message is hidden where even that was
     *     not enough: longer than the row's lease lasts
     * @param writeRetry between two such tries
     */
    public CompilePipeline(
            JobStages stages,
            JobLedger ledger,
            JobCancellation cancellation,
            VideoPublisher publisher,
            Runnable eventWritten,
            Duration databaseAway,
            Duration writeRetry) {
        this.stages = Objects.requireNonNull(stages);
        this.ledger = Objects.requireNonNull(ledger);
        this.cancellation = Objects.requireNonNull(cancellation);
        this.publisher = Objects.requireNonNull(publisher);
        this.eventWritten = Objects.requireNonNull(eventWritten);
        this.databaseAway = Objects.requireNonNull(databaseAway);
        this.patiently = new PatientWrite(databaseAway, writeRetry);
    }

    /** Runs the job. The calling thread is the one that {@code signal} interrupts. */
    public JobOutcome run(Claim claim, StopSignal signal) {
        JobOutcome outcome = attempt(claim, signal);
        if (outcome instanceof JobOutcome.Cancelled) {
            LOG.info("cancelled; what this attempt made is removed");
            publisher.delete(OutputKeys.key(
                    claim.job().scriptId(),
                    claim.jobId(),
                    claim.fence(),
                    claim.job().output().format()));
        }
        return outcome;
    }

    /**
     * Queues a job again whose claim got no answer, where it took effect all the same: nobody is at it, and its lease would run out
     * as after a crash.
     *
     * @param claim asks whether it did
     */
    public void releaseUnanswered(Supplier<Optional<Claim>> claim) {
        var _ = written(() -> patiently.untilAnswered(
                "the release of a claim without an answer",
                () -> claim.get().map(ledger::release).orElseGet(JobOutcome.ClaimLost::new)));
    }

    /** Ends a job that was called off while no worker was at it. */
    public JobOutcome cancel(JobId jobId) {
        LOG.info("the job is called off; not started");
        return written(() -> cancellation.end(jobId));
    }

    /** Sets a job aside that crashed its worker too often. */
    public JobOutcome park(CompileJob job, ClaimResult.Poisonous poisonous) {
        LOG.error(
                "{}: {} crashes, {} of them with nothing beside the job; set aside, not started",
                ErrorCode.WORKER_CRASHED,
                poisonous.crashes(),
                poisonous.crashesAlone());
        return written(() -> ledger.park(job, poisonous));
    }

    private JobOutcome attempt(Claim claim, StopSignal signal) {
        try {
            CompileResult result = stages.run(claim, signal);
            signal.finish();
            return complete(claim, result);
        } catch (RuntimeException e) {
            signal.finish();
            if (signal.reason().isPresent()) {
                return stopped(claim, signal.reason().get());
            }
            // What fails in passing while the worker ends may well fail because it does.
            return signal.isDraining() && e instanceof TransientException
                    ? stopped(claim, StopSignal.Reason.SHUTDOWN)
                    : failed(claim, e);
        } catch (Error e) {
            // Out of memory, as a rule: recorded as a failed attempt, so that it cannot go on for ever.
            signal.finish();
            return failed(claim, new IllegalStateException(e));
        }
    }

    /** Ends a job that is refused before any of its stages. */
    public JobOutcome refuse(Claim claim, RejectedException refusal) {
        return failed(claim, refusal);
    }

    private JobOutcome complete(Claim claim, CompileResult result) {
        JobOutcome outcome = patiently.untilAnswered(THE_END, mayBeDone -> completeOnce(claim, result, mayBeDone));
        eventWritten.run();
        if (outcome instanceof JobOutcome.Cancelled) {
            return outcome;
        }
        LOG.info(
                "compiled {} clips into {} s, {} bytes, in {} ms",
                result.clips().size(),
                "%.3f".formatted(result.totalDuration().toMillis() / 1000.0),
                result.fileSizeBytes(),
                result.duration().toMillis());
        return outcome;
    }

    /**
     * What the first try refuses was rolled back for certain, so this claim's object is nobody's. Before a later one it may have been
     * committed.
     */
    private JobOutcome completeOnce(Claim claim, CompileResult result, boolean mayBeDone) {
        try {
            return ledger.complete(claim, result);
        } catch (ClaimLostException | RejectedException e) {
            if (!mayBeDone) {
                publisher.delete(result.key());
            }
            throw e;
        }
    }

    private JobOutcome stopped(Claim claim, StopSignal.Reason reason) {
        return switch (reason) {
            case LEASE_LOST -> {
                LOG.warn("stopped: the lease is lost; nothing was written");
                yield new JobOutcome.ClaimLost();
            }
            case LEASE_UNRENEWED -> {
                LOG.warn(
                        "stopped: the lease could not be renewed; the job is queued again where no other worker holds it");
                yield claimed(() -> ledger.release(claim));
            }
            case SHUTDOWN -> {
                LOG.info("stopped: this worker ends; the job is queued again, no attempt counted");
                yield claimed(() -> ledger.release(claim));
            }
            case CANCELLED -> {
                LOG.info("stopped: the job is called off");
                yield claimed(() -> ledger.cancel(claim));
            }
        };
    }

    private JobOutcome failed(Claim claim, RuntimeException failure) {
        return switch (failure) {
            case ClaimLostException lost -> {
                LOG.warn("{}; nothing was written", lost.getMessage());
                yield new JobOutcome.ClaimLost();
            }
            case RejectedException rejected -> {
                LOG.warn("failed with {}: {}; not retried", rejected.code(), rejected.getMessage());
                yield claimed(() -> ledger.reject(claim, rejected));
            }
            case NotNowException notNow -> {
                LOG.info("{}: {}; not started", notNow.code(), notNow.getMessage());
                yield claimed(() -> ledger.handBack(claim, notNow));
            }
            case TransientException passing -> retry(claim, passing);
            case DataAccessException away ->
                retry(
                        claim,
                        new TransientException(ErrorCode.DATABASE_UNAVAILABLE, "the database did not answer", away));
            default -> {
                LOG.error("an unexpected failure", failure);
                yield retry(
                        claim,
                        new TransientException(
                                ErrorCode.INTERNAL_ERROR,
                                "unexpected: " + cause(failure).getClass().getSimpleName(),
                                failure));
            }
        };
    }

    private static Throwable cause(RuntimeException failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }

    private JobOutcome retry(Claim claim, TransientException failure) {
        JobOutcome outcome = claimed(() -> ledger.retryLater(claim, failure));
        String next = outcome instanceof JobOutcome.RetryLater later
                ? "retried in " + later.delay().toSeconds() + " s"
                : "not retried";
        LOG.warn("failed with {}: {}; {}", failure.code(), failure.getMessage(), next);
        return outcome;
    }

    private JobOutcome claimed(OutcomeWrite write) {
        return written(() -> patiently.untilAnswered(THE_END, write::run));
    }

    /** An outcome that cannot be written leaves the row running; its lease runs out and the message comes back. */
    private JobOutcome written(OutcomeWrite write) {
        try {
            JobOutcome outcome = write.run();
            eventWritten.run();
            return outcome;
        } catch (ClaimLostException e) {
            LOG.warn("{}; nothing was written", e.getMessage());
            return new JobOutcome.ClaimLost();
        } catch (DataAccessException e) {
            LOG.warn(
                    "{}: the outcome could not be written ({}); the job is taken up again when its lease has run out",
                    ErrorCode.DATABASE_UNAVAILABLE,
                    FailureReason.of(e));
            return new JobOutcome.RetryLater(ErrorCode.DATABASE_UNAVAILABLE, databaseAway);
        }
    }

    private interface OutcomeWrite {
        JobOutcome run();
    }
}
