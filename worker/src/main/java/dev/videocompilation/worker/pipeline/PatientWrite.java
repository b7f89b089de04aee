package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.job.FailureReason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.SQLStateClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what must be known of a claim, such as how its attempt ended, again and again until the database answers. A job whose end stays unwritten has a lease that
 * runs out without a word, which counts as a crash of its worker. The fence makes a repeat harmless: it writes what was not written,
 * or finds that its claim does not stand any more.
 */
final class PatientWrite {
    private static final Logger LOG = LoggerFactory.getLogger(PatientWrite.class);
    /**
     * What passes: no connection, a transaction timed out or rolled back; what says nothing; and PostgreSQL's own classes, such as 53 (no
     * resources), 57 (a server that ends, a statement timed out) and 58 (a disk).
     */
    private static final Set<SQLStateClass> PASSING = EnumSet.of(
            SQLStateClass.C08_CONNECTION_EXCEPTION,
            SQLStateClass.C25_INVALID_TRANSACTION_STATE,
            SQLStateClass.C40_TRANSACTION_ROLLBACK,
            SQLStateClass.NONE,
            SQLStateClass.OTHER);

    private final Duration most;
    private final Duration pause;

    /**
     * Makes a writer.
     *
     * @param most after which no further try is made
     * @param pause between two tries
     */
    PatientWrite(Duration most, Duration pause) {
        this.most = Objects.requireNonNull(most);
        this.pause = Objects.requireNonNull(pause);
    }

    /** One write, in one transaction. */
    interface Write<T> {
        /**
         * Writes.
         *
         * @param mayBeDone whether an earlier try got no answer, so that it may have taken effect
         */
        T run(boolean mayBeDone);
    }

    /**
     * Writes what need not know of earlier tries.
     *
     * @param what is written, for the log
     * @throws DataAccessException if the database did not answer in all the time, or refused
     */
    <T> T untilAnswered(String what, Supplier<T> write) {
        return untilAnswered(what, _ -> write.get());
    }

    /** The same for what does. */
    <T> T untilAnswered(String what, Write<T> write) {
        long until = System.nanoTime() + most.toNanos();
        boolean mayBeDone = false;
        while (true) {
            try {
                return write.run(mayBeDone);
            } catch (DataAccessException e) {
                if (!PASSING.contains(e.sqlStateClass()) || System.nanoTime() - until > 0) {
                    throw e;
                }
                LOG.warn(
                        "{} could not be written ({}); trying again in {} s",
                        what,
                        FailureReason.of(e),
                        pause.toSeconds());
                mayBeDone = true;
                sleep(e);
            }
        }
    }

    private void sleep(DataAccessException failure) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
