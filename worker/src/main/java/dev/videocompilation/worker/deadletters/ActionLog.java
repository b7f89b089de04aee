package dev.videocompilation.worker.deadletters;

import static dev.videocompilation.database.compilation.Tables.DEAD_LETTER_ACTIONS;

import dev.videocompilation.contract.api.JobStatus.State;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.worker.claim.DatabaseClock;
import dev.videocompilation.worker.operator.Actor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Records who did what to which dead letter, and why: begun before a message is touched, done when it is gone. */
public final class ActionLog {
    private final DSLContext database;

    public ActionLog(DSLContext database) {
        this.database = Objects.requireNonNull(database);
    }

    /** What was begun or done before to this message, to its job, or to a message with the same body; the latest first. */
    public List<ActionRecord> of(DeadLetter letter) {
        return database.selectFrom(DEAD_LETTER_ACTIONS)
                .where(DEAD_LETTER_ACTIONS
                        .BODY_SHA256
                        .eq(sha256(letter.body()))
                        .or(DEAD_LETTER_ACTIONS.JOB_ID.eq(
                                letter.content().jobId().map(JobId::value).orElse(null))))
                .orderBy(DEAD_LETTER_ACTIONS.ID.desc())
                .fetch(row -> new ActionRecord(
                        row.get(DEAD_LETTER_ACTIONS.ACTION),
                        new Actor(row.get(DEAD_LETTER_ACTIONS.ACTED_BY), row.get(DEAD_LETTER_ACTIONS.REASON)),
                        Optional.ofNullable(row.get(DEAD_LETTER_ACTIONS.RESET_FROM)),
                        row.get(DEAD_LETTER_ACTIONS.ACTED_AT),
                        row.get(DEAD_LETTER_ACTIONS.DONE_AT) != null));
    }

    DSLContext database() {
        return database;
    }

    static long begin(
            DSLContext transaction, String action, Actor actor, DeadLetter letter, Optional<State> resetFrom) {
        return transaction
                .insertInto(DEAD_LETTER_ACTIONS)
                .set(DEAD_LETTER_ACTIONS.ACTION, action)
                .set(DEAD_LETTER_ACTIONS.ACTED_BY, actor.name())
                .set(DEAD_LETTER_ACTIONS.REASON, actor.reason())
                .set(DEAD_LETTER_ACTIONS.MESSAGE_ID, letter.messageId())
                .set(
                        DEAD_LETTER_ACTIONS.JOB_ID,
                        letter.content().jobId().map(JobId::value).orElse(null))
                .set(DEAD_LETTER_ACTIONS.BODY_SHA256, sha256(letter.body()))
                .set(
                        DEAD_LETTER_ACTIONS.RESET_FROM,
                        resetFrom.map(State::wireName).orElse(null))
                .returningResult(DEAD_LETTER_ACTIONS.ID)
                .fetchSingle()
                .value1();
    }

    long beginMove(Actor actor) {
        return database.insertInto(DEAD_LETTER_ACTIONS)
                .set(DEAD_LETTER_ACTIONS.ACTION, "move")
                .set(DEAD_LETTER_ACTIONS.ACTED_BY, actor.name())
                .set(DEAD_LETTER_ACTIONS.REASON, actor.reason())
                .returningResult(DEAD_LETTER_ACTIONS.ID)
                .fetchSingle()
                .value1();
    }

    void done(long id, Optional<String> newMessageId) {
        database.update(DEAD_LETTER_ACTIONS)
                .set(DEAD_LETTER_ACTIONS.DONE_AT, DatabaseClock.now())
                .set(DEAD_LETTER_ACTIONS.NEW_MESSAGE_ID, newMessageId.orElse(null))
                .where(DEAD_LETTER_ACTIONS.ID.eq(id))
                .execute();
    }

    void moved(long id, long messages, boolean completed) {
        database.update(DEAD_LETTER_ACTIONS)
                .set(DEAD_LETTER_ACTIONS.MOVED_MESSAGES, messages)
                .set(
                        DEAD_LETTER_ACTIONS.DONE_AT,
                        completed ? DatabaseClock.now() : DSL.castNull(DEAD_LETTER_ACTIONS.DONE_AT))
                .where(DEAD_LETTER_ACTIONS.ID.eq(id))
                .execute();
    }

    private static String sha256(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
