package dev.videocompilation.worker.events;

import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_REPLAYS;

import dev.videocompilation.worker.claim.DatabaseClock;
import dev.videocompilation.worker.operator.ActionRate;
import dev.videocompilation.worker.operator.Actor;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Makes one event due again, with no attempt counted; any worker delivers it, under its old id and signed anew. The record of it is
 * committed with it.
 */
public final class EventReplay {
    private final DSLContext database;
    private final ReplayPolicy policy;
    private final ActionRate rate;

    public EventReplay(DSLContext database, ReplayPolicy policy, ActionRate rate) {
        this.database = Objects.requireNonNull(database);
        this.policy = Objects.requireNonNull(policy);
        this.rate = Objects.requireNonNull(rate);
    }

    /** Replays an event, if it may be replayed as it is now. */
    public ReplayAnswer replay(StoredEvent event, Actor actor) {
        // Before the transaction: no row is locked while a resolver is waited for.
        ReplayAnswer before = policy.judge(event);
        if (!(before instanceof ReplayAnswer.Due)) {
            return before;
        }
        rate.await();
        return database.transactionResult(configuration -> replay(configuration.dsl(), event.webhookId(), actor));
    }

    private ReplayAnswer replay(DSLContext transaction, String webhookId, Actor actor) {
        Optional<StoredEvent> current = StoredEvents.lock(transaction, webhookId);
        if (current.isEmpty()) {
            return new ReplayAnswer.Vanished();
        }
        ReplayAnswer answer = policy.judgeState(current.get());
        if (answer instanceof ReplayAnswer.Due(EventState from)) {
            makeDue(transaction, current.get());
            record(transaction, current.get(), from, actor);
        }
        return answer;
    }

    private static void makeDue(DSLContext transaction, StoredEvent event) {
        transaction
                .update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.STATE, EventState.PENDING.wireName())
                .set(WEBHOOK_OUTBOX.ATTEMPTS, 0)
                .set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, DatabaseClock.now())
                .set(WEBHOOK_OUTBOX.REPLAYS, WEBHOOK_OUTBOX.REPLAYS.plus(1))
                .set(WEBHOOK_OUTBOX.REPLAYED_AT, DatabaseClock.now())
                .where(WEBHOOK_OUTBOX.WEBHOOK_ID.eq(event.webhookId()))
                .execute();
    }

    private static void record(DSLContext transaction, StoredEvent event, EventState from, Actor actor) {
        transaction
                .insertInto(WEBHOOK_REPLAYS)
                .set(WEBHOOK_REPLAYS.WEBHOOK_ID, event.webhookId())
                .set(WEBHOOK_REPLAYS.JOB_ID, event.job().id())
                .set(WEBHOOK_REPLAYS.EVENT_TYPE, event.eventType())
                .set(WEBHOOK_REPLAYS.REPLAY, event.delivery().replays() + 1)
                .set(WEBHOOK_REPLAYS.FROM_STATE, from.wireName())
                .set(WEBHOOK_REPLAYS.ACTED_BY, actor.name())
                .set(WEBHOOK_REPLAYS.REASON, actor.reason())
                .execute();
    }
}
