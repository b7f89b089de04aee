package dev.videocompilation.worker.webhook;

import static dev.videocompilation.database.compilation.Tables.WEBHOOK_ATTEMPTS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;
import static org.jooq.impl.DSL.all;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.UpdateSetMoreStep;
import org.jooq.impl.SQLDataType;

/** The table of webhooks to deliver, and the log of attempts. All times are the database's; each call is one transaction. */
final class Outbox {
    private static final String PENDING = "pending";
    private static final Field<Instant> NOW = field("now()", SQLDataType.INSTANT);

    /** Behind the scheme and a user's name, before the port; an IPv6 address with its brackets. */
    private static final Field<String> HOST = field(
            "coalesce(lower(substring({0} from '^[^/?#]*//(?:[^/?#@]*@)?([[][^]]*[]]|[^/?#:]*)')), '')",
            SQLDataType.CLOB, WEBHOOK_OUTBOX.TARGET_URL);

    private final DSLContext database;
    private final String worker;
    private final Duration lease;

    /**
     * An outbox.
     *
     * @param worker how this worker is called in the log, for people
     * @param lease how long a claim lasts: longer than any attempt, so that only a crash lets it pass
     */
    Outbox(DSLContext database, String worker, Duration lease) {
        this.database = Objects.requireNonNull(database);
        this.worker = Objects.requireNonNull(worker);
        this.lease = Objects.requireNonNull(lease);
    }

    /**
     * Claims the webhook that has been due longest, leaving those that others are claiming.
     *
     * @param besideHosts whose webhooks are left too
     */
    Optional<ClaimedWebhook> claimDue(Set<String> besideHosts) {
        // A common table expression that locks is run once; as a subquery the planner could run it again for each row.
        var due = name("due")
                .fields("webhook_id")
                .as(select(WEBHOOK_OUTBOX.WEBHOOK_ID)
                        .from(WEBHOOK_OUTBOX)
                        .where(WEBHOOK_OUTBOX.STATE.eq(PENDING))
                        .and(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT.le(NOW))
                        .and(besideHosts.isEmpty() ? noCondition() : HOST.ne(all(besideHosts.toArray(String[]::new))))
                        .orderBy(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT)
                        .limit(1)
                        .forUpdate()
                        .skipLocked());
        return database.with(due)
                .update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, in(lease))
                .from(due)
                .where(WEBHOOK_OUTBOX.WEBHOOK_ID.eq(field(name("due", "webhook_id"), SQLDataType.CLOB)))
                .returningResult(
                        WEBHOOK_OUTBOX.WEBHOOK_ID,
                        WEBHOOK_OUTBOX.TARGET_URL,
                        WEBHOOK_OUTBOX.PAYLOAD,
                        HOST,
                        WEBHOOK_OUTBOX.JOB_ID,
                        WEBHOOK_OUTBOX.REPLAYS,
                        WEBHOOK_OUTBOX.ATTEMPTS,
                        WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT)
                .fetchOptional(row -> new ClaimedWebhook(
                        new OutgoingWebhook(row.value1(), row.value2(), row.value3()),
                        row.value4(),
                        row.value5(),
                        row.value6(),
                        row.value7(),
                        row.value8()));
    }

    /**
     * Records an attempt, and logs it with it.
     *
     * @return the row's {@code next_attempt_at}; empty where the claim no longer stands, and then nothing is changed
     */
    Optional<Instant> record(ClaimedWebhook claimed, AttemptReport report) {
        return database.transactionResult(configuration -> {
            Optional<Instant> nextAttemptAt = update(configuration.dsl(), claimed, report);
            nextAttemptAt.ifPresent(at -> log(configuration.dsl(), claimed, report, at));
            return nextAttemptAt;
        });
    }

    private static Optional<Instant> update(DSLContext transaction, ClaimedWebhook claimed, AttemptReport report) {
        UpdateSetMoreStep<Record> update = transaction
                .update(WEBHOOK_OUTBOX)
                .set(WEBHOOK_OUTBOX.ATTEMPTS, WEBHOOK_OUTBOX.ATTEMPTS.plus(1))
                .set(WEBHOOK_OUTBOX.LAST_ATTEMPT_AT, NOW)
                .set(WEBHOOK_OUTBOX.LAST_STATUS, report.status().orElse(null))
                .set(WEBHOOK_OUTBOX.LAST_ERROR, report.error().orElse(null));
        update = switch (report.next()) {
            case NextStep.Finish() ->
                update.set(WEBHOOK_OUTBOX.STATE, "delivered").set(WEBHOOK_OUTBOX.DELIVERED_AT, NOW);
            case NextStep.Retry(Duration delay) -> update.set(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT, in(delay));
            case NextStep.Disable() -> update.set(WEBHOOK_OUTBOX.STATE, "disabled");
            case NextStep.GiveUp() -> update.set(WEBHOOK_OUTBOX.STATE, "exhausted");
        };
        return update.where(WEBHOOK_OUTBOX.WEBHOOK_ID.eq(claimed.webhook().webhookId()))
                .and(WEBHOOK_OUTBOX.STATE.eq(PENDING))
                .and(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT.eq(claimed.leaseUntil()))
                .returningResult(WEBHOOK_OUTBOX.NEXT_ATTEMPT_AT)
                .fetchOptional(row -> row.value1());
    }

    private void log(DSLContext transaction, ClaimedWebhook claimed, AttemptReport report, Instant nextAttemptAt) {
        transaction
                .insertInto(WEBHOOK_ATTEMPTS)
                .set(WEBHOOK_ATTEMPTS.WEBHOOK_ID, claimed.webhook().webhookId())
                .set(WEBHOOK_ATTEMPTS.REPLAY, claimed.replay())
                .set(WEBHOOK_ATTEMPTS.ATTEMPT, claimed.attempts() + 1)
                .set(WEBHOOK_ATTEMPTS.DURATION_MILLIS, report.took().toMillis())
                .set(
                        WEBHOOK_ATTEMPTS.ADDRESS,
                        report.connectedTo().map(Outbox::addressAndPort).orElse(null))
                .set(WEBHOOK_ATTEMPTS.STATUS, report.status().orElse(null))
                .set(WEBHOOK_ATTEMPTS.OUTCOME, report.outcome().wireName())
                .set(WEBHOOK_ATTEMPTS.REASON, report.error().orElse(null))
                .set(WEBHOOK_ATTEMPTS.NEXT_ATTEMPT_AT, report.next() instanceof NextStep.Retry ? nextAttemptAt : null)
                .set(WEBHOOK_ATTEMPTS.WORKER, worker)
                .execute();
    }

    private static String addressAndPort(InetSocketAddress connectedTo) {
        String address = connectedTo.getAddress().getHostAddress();
        return (connectedTo.getAddress() instanceof Inet6Address ? "[" + address + "]" : address)
                + ":"
                + connectedTo.getPort();
    }

    private static Field<Instant> in(Duration wait) {
        return field(
                "now() + {0} * interval '1 millisecond'",
                SQLDataType.INSTANT, val(wait.toMillis(), SQLDataType.BIGINT));
    }
}
