package dev.videocompilation.worker.app;

import dev.videocompilation.migrations.Migrations;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.TransactionContext;
import org.jooq.TransactionListener;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * How long PostgreSQL itself bears with a session. A client that stands still or lost its network cannot end what it began, and would
 * hold its row locks for ever.
 *
 * @param statement longest run of a statement, its waits for locks included; zero: any
 * @param silence longest wait within a transaction for the client's next statement; zero: any
 */
record SessionLimits(Duration statement, Duration silence) {
    /** For what works under locks of its own, and may be silent for long. */
    static final SessionLimits NONE = new SessionLimits(Duration.ZERO, Duration.ZERO);

    /** Probes of a silent connection begin after half a minute and give it up after a whole one. */
    private static final int KEEPALIVE_IDLE_SECONDS = 30;

    private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEPALIVE_COUNT = 3;

    /** An answer that the client's machine does not acknowledge is not probed for; this ends its connection. */
    private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(60);

    private static final String SILENCE = "idle_in_transaction_session_timeout";

    SessionLimits {
        Objects.requireNonNull(statement);
        Objects.requireNonNull(silence);
    }

    /**
     * Those of sessions whose client waits so long for an answer. A statement ends before its client gives it up: one that waits for
     * a lock on its own would take effect when nobody knows of it any more. And a silent client's locks are free before those who
     * wait for them give up.
     */
    static SessionLimits of(Duration timeout) {
        Duration answer = Duration.ofSeconds(timeout.toSeconds());
        return new SessionLimits(answer.multipliedBy(4).dividedBy(5), answer.dividedBy(2));
    }

    /** A worker's: its silence ends in time for others to act within the lease. */
    static SessionLimits ofWorker(Duration timeout, Duration lease) {
        SessionLimits limits = of(timeout);
        Duration third = lease.dividedBy(3);
        return third.compareTo(limits.silence) < 0 ? new SessionLimits(limits.statement, third) : limits;
    }

    /** What a new session runs first. */
    String sessionSql() {
        String limits = DSL.using(SQLDialect.POSTGRES)
                .renderInlined(DSL.select(Stream.of(
                                set("tcp_keepalives_idle", KEEPALIVE_IDLE_SECONDS, false),
                                set("tcp_keepalives_interval", KEEPALIVE_INTERVAL_SECONDS, false),
                                set("tcp_keepalives_count", KEEPALIVE_COUNT, false),
                                set("tcp_user_timeout", UNACKNOWLEDGED.toMillis(), false),
                                set("statement_timeout", statement.toMillis(), false),
                                set(SILENCE, silence.toMillis(), false))
                        .toList()));
        return Migrations.SESSION_SQL + "; " + limits;
    }

    /** The same queries, but that their transactions may be silent for so long. */
    static DSLContext withSilence(DSLContext database, Duration silence) {
        return database.configuration()
                .deriveAppending(TransactionListener.onBeginEnd((TransactionContext transaction) -> transaction
                        .dsl()
                        .select(set(SILENCE, silence.toMillis(), true))
                        .execute()))
                .dsl();
    }

    private static Field<String> set(String parameter, long value, boolean transactionOnly) {
        return DSL.function(
                "set_config",
                SQLDataType.VARCHAR,
                DSL.val(parameter),
                DSL.val(Long.toString(value)),
                DSL.val(transactionOnly));
    }
}
