package dev.videocompilation.worker.ledger;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;

import dev.videocompilation.worker.claim.Claim;
import dev.videocompilation.worker.claim.JobClaims;
import java.util.Objects;
import java.util.OptionalInt;
import org.jooq.DSLContext;

/** Writes how far a job is. */
public final class ProgressWriter {
    private final DSLContext database;

    public ProgressWriter(DSLContext database) {
        this.database = Objects.requireNonNull(database);
    }

    /**
     * Writes it, where the claim still stands.
     *
     * @param share that is done, 0 to 1
     * @param secondsLeft empty where that cannot be told
     * @return whether the claim still stands
     */
    public boolean write(Claim claim, double share, OptionalInt secondsLeft) {
        return database.update(COMPILE_JOBS)
                        .set(COMPILE_JOBS.PROGRESS, (float) share)
                        .set(COMPILE_JOBS.SECONDS_LEFT, secondsLeft.isPresent() ? secondsLeft.getAsInt() : null)
                        .where(JobClaims.standing(claim))
                        .execute()
                == 1;
    }
}
