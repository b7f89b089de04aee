package dev.videocompilation.chaos;

import dev.videocompilation.contract.client.EnqueueFailedException;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A backend's: it tries again while the database restarts. */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final int MOST_TRIES = 300;

    private Patience() {}

    /** Calls until the database answers, for half a minute and more. */
    static <T> T of(Supplier<T> call) {
        for (int tries = 1; ; tries++) {
            try {
                return call.get();
            } catch (RuntimeException e) {
                boolean away = e instanceof DataAccessException || e instanceof EnqueueFailedException;
                if (!away || tries == MOST_TRIES) {
                    throw e;
                }
                LOG.debug("the database is away: {}", e.getMessage());
                try {
                    Thread.sleep(100);
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }
}
