package dev.videocompilation.worker.events;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;

import dev.videocompilation.worker.webhook.OutboxDelivery;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

/** Reads events from the outbox. */
public final class StoredEvents {
    private static final Field<Boolean> ATTEMPT_SOON = DSL.field(attemptSoon()).as("attempt_soon");

    private final DSLContext database;

    public StoredEvents(DSLContext database) {
        this.database = Objects.requireNonNull(database);
    }

    /** The events that are meant, the oldest first, so many at most. */
    public List<StoredEvent> select(EventSelection selection, int limit) {
        return query(database, selection.condition())
                .orderBy(WEBHOOK_OUTBOX.CREATED_AT, WEBHOOK_OUTBOX.WEBHOOK_ID)
                .limit(limit)
                .fetch(StoredEvents::event);
    }

    /** How many events are meant. */
    public int count(EventSelection selection) {
        return database.fetchCount(DSL.selectOne()
                .from(WEBHOOK_OUTBOX)
                .join(COMPILE_JOBS)
                .on(COMPILE_JOBS.JOB_ID.eq(WEBHOOK_OUTBOX.JOB_ID))
                .where(selection.condition()));
    }

    /** The exact body of an event; empty where there is none such. */
    public Optional<String> payload(String webhookId) {
        return database.select(WEBHOOK_OUTBOX.PAYLOAD)
                .from(WEBHOOK_OUTBOX)
                .where(WEBHOOK_OUTBOX.WEBHOOK_ID.eq(webhookId))
                .fetchOptional(WEBHOOK_OUTBOX.PAYLOAD);
    }

    /** Reads an event anew and keeps everybody else from changing it for the rest of the transaction. */
    static Optional<StoredEvent> lock(DSLContext transaction, String webhookId) {
        return query(transaction, WEBHOOK_OUTBOX.WEBHOOK_ID.eq(webhookId))
                .forUpdate()
                .of(WEBHOOK_OUTBOX)
                .fetchOptional(StoredEvents::event);
    }

    /**
     * A claim makes an event due when its lease has passed: no other sign tells one that is being attempted. By the time of the
     * reading, since a claim may have come after this transaction began.
     */
    private static Condition attemptSoon() {
        return DSL.condition(
                "{0} = {1} and {2} <= clock_timestamp() + {3} * interval '1 millisecond'",
                WEBHOOK_OUTBOX.STATE,
                DSL.val(EventState.PENDING.wireName()),
                WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT,
                DSL.val(OutboxDelivery.LONGEST_LEASE.toMillis()));
    }

    private static SelectConditionStep<? extends Record> query(DSLContext database, Condition which) {
        return database.select(
                        WEBHOOK_OUTBOX.WEBHOOK_ID,
                        WEBHOOK_OUTBOX.JOB_ID,
                        COMPILE_JOBS.STATE,
                        COMPILE_JOBS.SCRIPT_ID,
                        WEBHOOK_OUTBOX.EVENT_TYPE,
                        WEBHOOK_OUTBOX.TARGET_URL,
                        WEBHOOK_OUTBOX.CREATED_AT,
                        WEBHOOK_OUTBOX.STATE,
                        WEBHOOK_OUTBOX.ATTEMPTS,
                        WEBHOOK_OUTBOX.REPLAYS,
                        WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT,
                        WEBHOOK_OUTBOX.LAST_ATTEMPT_AT,
                        WEBHOOK_OUTBOX.LAST_STATUS,
                        WEBHOOK_OUTBOX.LAST_ERROR,
                        ATTEMPT_SOON)
                .from(WEBHOOK_OUTBOX)
                .join(COMPILE_JOBS)
                .on(COMPILE_JOBS.JOB_ID.eq(WEBHOOK_OUTBOX.JOB_ID))
                .where(which);
    }

    private static StoredEvent event(Record row) {
        EventState state = EventState.ofWireName(row.get(WEBHOOK_OUTBOX.STATE));
        return new StoredEvent(
                row.get(WEBHOOK_OUTBOX.WEBHOOK_ID),
                new StoredEvent.Job(
                        row.get(WEBHOOK_OUTBOX.JOB_ID), row.get(COMPILE_JOBS.STATE), row.get(COMPILE_JOBS.SCRIPT_ID)),
                row.get(WEBHOOK_OUTBOX.EVENT_TYPE),
                row.get(WEBHOOK_OUTBOX.TARGET_URL),
                row.get(WEBHOOK_OUTBOX.CREATED_AT),
                new StoredEvent.Delivery(
                        state,
                        row.get(WEBHOOK_OUTBOX.ATTEMPTS),
                        row.get(WEBHOOK_OUTBOX.REPLAYS),
                        Optional.of(row.get(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT))
                                .filter(next -> state == EventState.PENDING),
                        Optional.ofNullable(row.get(WEBHOOK_OUTBOX.LAST_ATTEMPT_AT)),
                        Optional.ofNullable(row.get(WEBHOOK_OUTBOX.LAST_STATUS)),
                        Optional.ofNullable(row.get(WEBHOOK_OUTBOX.LAST_ERROR)),
                        row.get(ATTEMPT_SOON)));
    }
}
