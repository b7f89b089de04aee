package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.ledger.ProgressWriter;
import java.time.Duration;
import java.util.OptionalInt;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a job's progress to its row at most once a second, on a thread of its own: a database that is away or slow costs the job
 * nothing but its progress.
 */
final class ProgressReport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressReport.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ProgressWriter writer;
    private final Claim claim;
    private final JobProgress progress;
    private final Thread thread;

    private ProgressReport(ProgressWriter writer, Claim claim, JobProgress progress) {
        this.writer = writer;
        this.claim = claim;
        this.progress = progress;
        this.thread =
                Thread.ofVirtual().name("progress-" + claim.jobId().value()).unstarted(this::report);
    }

    static ProgressReport start(ProgressWriter writer, Claim claim, JobProgress progress) {
        ProgressReport report = new ProgressReport(writer, claim, progress);
        report.thread.start();
        return report;
    }

    private void report() {
        JobProgress.Reading told = new JobProgress.Reading(0, OptionalInt.empty());
        boolean standing = true;
        while (standing) {
            try {
                Thread.sleep(PAUSE);
                JobProgress.Reading reading = progress.read();
                if (!reading.equals(told)) {
                    standing = writer.write(claim, reading.share(), reading.secondsLeft());
                    told = reading;
                }
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException e) {
                LOG.debug("the progress could not be written: {}", FailureReason.of(e));
            }
        }
    }

    /** Ends the reporting without waiting for a write in flight, which the row refuses once the claim has ended. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
