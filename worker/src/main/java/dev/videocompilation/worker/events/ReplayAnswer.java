package dev.videocompilation.worker.events;

import dev.videocompilation.contract.error.ErrorCode;
import java.util.Objects;

/** What replaying one event comes to. */
public sealed interface ReplayAnswer {
    /**
     * A worker delivers it, with every attempt of the schedule before it.
     *
     * @param from its state before
     */
    record Due(EventState from) implements ReplayAnswer {
        public Due {
            Objects.requireNonNull(from);
        }
    }

    /**
     * Left as it is: it is pending, and a worker is just at it or attempts it soon, within the longest lease of two minutes and
     * {@code WEBHOOK_POLL_INTERVAL}.
     */
    record DueAnyway() implements ReplayAnswer {}

    /** Left as it is: its receiver answered 410, and nobody said to send it all the same. */
    record WantedNoMore() implements ReplayAnswer {}

    /**
     * Left as it is: no worker would send it.
     *
     * @param code what is in the way
     * @param reason the same in a clause
     */
    record Undeliverable(ErrorCode code, String reason) implements ReplayAnswer {
        public Undeliverable {
            Objects.requireNonNull(code);
            Objects.requireNonNull(reason);
        }
    }

    /** It was aged out meanwhile. */
    record Vanished() implements ReplayAnswer {}
}
