package dev.videocompilation.worker.claim;

import java.time.Duration;
import java.time.Instant;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Times by the database's clock, the only one that all workers share. */
public final class DatabaseClock {
    private DatabaseClock() {}

    /** The time at which the transaction began. */
    public static Field<Instant> now() {
        return DSL.field("now()", SQLDataType.INSTANT);
    }

    /** That time and a duration, to the millisecond. */
    public static Field<Instant> nowPlus(Duration duration) {
        return DSL.field("now() + {0} * interval '1 millisecond'", SQLDataType.INSTANT, DSL.val(duration.toMillis()));
    }

    /** A time and a duration after it. */
    public static Field<Instant> after(Field<Instant> time, Duration duration) {
        return DSL.field(
                "{0} + {1} * interval '1 millisecond'", SQLDataType.INSTANT, time, DSL.val(duration.toMillis()));
    }

    /** Milliseconds from that time to a column's, negative where it is past. */
    public static Field<Long> millisUntil(Field<Instant> time) {
        return DSL.field("(extract(epoch from {0} - now()) * 1000)::bigint", SQLDataType.BIGINT, time);
    }
}
