package dev.videocompilation.worker.events;

import static dev.videocompilation.database.compilation.Tables.COMPILE_JOBS;
import static dev.videocompilation.database.compilation.Tables.WEBHOOK_OUTBOX;

import dev.videocompilation.worker.claim.DatabaseClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * Which events are meant: those that everything given here holds of. Nothing given means all of them.
 *
 * @param webhookIds any of these events; empty: every event
 * @param states in any of these states; empty: in every state
 * @param jobIds of any of these jobs; empty: of every job
 * @param scriptId the job's script
 * @param target how the target address begins
 * @param olderThan the least time since the job ended
 * @param newerThan the most time since the job ended
 */
public record EventSelection(
        List<String> webhookIds,
        List<EventState> states,
        List<String> jobIds,
        Optional<Integer> scriptId,
        Optional<String> target,
        Optional<Duration> olderThan,
        Optional<Duration> newerThan) {
    public EventSelection {
        webhookIds = List.copyOf(webhookIds);
        states = List.copyOf(states);
        jobIds = List.copyOf(jobIds);
        Objects.requireNonNull(scriptId);
        Objects.requireNonNull(target);
        Objects.requireNonNull(olderThan);
        Objects.requireNonNull(newerThan);
    }

    /** One event. */
    public static EventSelection event(String webhookId) {
        return new EventSelection(
                List.of(webhookId),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether nothing narrows it. */
    public boolean isEverything() {
        return webhookIds.isEmpty()
                && states.isEmpty()
                && jobIds.isEmpty()
                && scriptId.isEmpty()
                && target.isEmpty()
                && olderThan.isEmpty()
                && newerThan.isEmpty();
    }

    /** The same over the outbox joined with its jobs. */
    Condition condition() {
        List<Condition> all = new ArrayList<>();
        if (!webhookIds.isEmpty()) {
            all.add(WEBHOOK_OUTBOX.WEBHOOK_ID.in(webhookIds));
        }
        if (!states.isEmpty()) {
            all.add(WEBHOOK_OUTBOX.STATE.in(
                    states.stream().map(EventState::wireName).toList()));
        }
        if (!jobIds.isEmpty()) {
            all.add(WEBHOOK_OUTBOX.JOB_ID.in(jobIds));
        }
        scriptId.ifPresent(id -> all.add(COMPILE_JOBS.SCRIPT_ID.eq(id)));
        target.ifPresent(beginning -> all.add(WEBHOOK_OUTBOX.TARGET_URL.startsWith(beginning)));
        olderThan.ifPresent(age -> all.add(WEBHOOK_OUTBOX.CREATED_AT.le(DatabaseClock.nowPlus(age.negated()))));
        newerThan.ifPresent(age -> all.add(WEBHOOK_OUTBOX.CREATED_AT.ge(DatabaseClock.nowPlus(age.negated()))));
        return DSL.and(all);
    }
}
