package dev.videocompilation.worker.events;

import static dev.videocompilation.database.compilation.Tables.WEBHOOK_ATTEMPTS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_REPLAYS;

import dev.videocompilation.worker.operator.Actor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;

/** Reads what was done with an event, the earliest first. */
public final class EventHistory {
    private final DSLContext database;

    public EventHistory(DSLContext database) {
        this.database = Objects.requireNonNull(database);
    }

    /** Every attempt that was recorded. */
    public List<LoggedAttempt> attempts(String webhookId) {
        return database.selectFrom(WEBHOOK_ATTEMPTS)
                .where(WEBHOOK_ATTEMPTS.WEBHOOK_ID.eq(webhookId))
                .orderBy(WEBHOOK_ATTEMPTS.REPLAY, WEBHOOK_ATTEMPTS.ATTEMPT)
                .fetch(row -> new LoggedAttempt(
                        row.get(WEBHOOK_ATTEMPTS.REPLAY),
                        row.get(WEBHOOK_ATTEMPTS.ATTEMPT),
                        row.get(WEBHOOK_ATTEMPTS.ENDED_AT),
                        Duration.ofMillis(row.get(WEBHOOK_ATTEMPTS.DURATION_MILLIS)),
                        row.get(WEBHOOK_ATTEMPTS.OUTCOME),
                        new LoggedAttempt.Answer(
                                Optional.ofNullable(row.get(WEBHOOK_ATTEMPTS.ADDRESS)),
                                Optional.ofNullable(row.get(WEBHOOK_ATTEMPTS.STATUS)),
                                Optional.ofNullable(row.get(WEBHOOK_ATTEMPTS.REASON))),
                        Optional.ofNullable(row.get(WEBHOOK_ATTEMPTS.NEXT_ATTEMPT_AT)),
                        row.get(WEBHOOK_ATTEMPTS.WORKER)));
    }

    /** Every replay. */
    public List<RecordedReplay> replays(String webhookId) {
        return database.selectFrom(WEBHOOK_REPLAYS)
                .where(WEBHOOK_REPLAYS.WEBHOOK_ID.eq(webhookId))
                .orderBy(WEBHOOK_REPLAYS.ID)
                .fetch(row -> new RecordedReplay(
                        row.get(WEBHOOK_REPLAYS.REPLAY),
                        row.get(WEBHOOK_REPLAYS.FROM_STATE),
                        new Actor(row.get(WEBHOOK_REPLAYS.ACTED_BY), row.get(WEBHOOK_REPLAYS.REASON)),
                        row.get(WEBHOOK_REPLAYS.ACTED_AT)));
    }
}
